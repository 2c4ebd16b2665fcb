# lmtpd serves mynetworks and authenticated clients only.
PEER 192.0.2.10
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 554 5.7.1 Client host rejected: Access denied
C: RCPT TO:<bob@example.org>
S: 503 5.5.1 Error: need MAIL command
C: VRFY bob@example.org
S: 554 5.7.1 Client host rejected: Access denied
C: BDAT 6 LAST
C! QUIT\r\n
S: 503 5.5.1 Error: need MAIL command
C: QUIT
S: 221 2.0.0 Bye
CLOSED
