# NUL, bytes above 127 and bare line ends arrive as they were sent.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net> BODY=BINARYMIME
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: BDAT 7
C! a\0\xff\r\n\n\r
S: 250 2.0.0 Ok: 7 bytes so far
C: BDAT 3 LAST
C! .\r\n
S: 250 2.0.0 delivered to maildir
STORED 1
