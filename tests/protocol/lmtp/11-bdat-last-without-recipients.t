# The chunk is read and thrown away; 503, and the dialogue goes on with the next transaction.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<nobody@example.org>
S: 550 5.1.1 <nobody@example.org>: User unknown
C: BDAT 6 LAST
C! NOOP\r\n
S: 503 5.5.1 Error: no valid recipients
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: QUIT
S: 221 2.0.0 Bye
CLOSED
