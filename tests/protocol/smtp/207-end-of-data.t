# smtpd_end_of_data_restrictions.
SET smtpd_end_of_data_restrictions check_client_access inline:{ { 192.0.2.10 = 550 no } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C:
C: hi
C: .
S: 550 5.7.1 <unknown[192.0.2.10]>: Client host rejected: no
QUEUED 0
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
