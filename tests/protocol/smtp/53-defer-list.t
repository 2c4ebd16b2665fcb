SET smtpd_client_restrictions permit_mynetworks, defer
SET smtpd_data_restrictions reject
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.3.2 <unknown[192.0.2.10]>: Client host rejected: Try again later
PEER 127.0.0.1
CONNECT local
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 554 5.7.1 <DATA>: Data command rejected: Access denied
