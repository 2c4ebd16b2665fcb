# RFC 6152: nothing is lost from the eighth bit.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net> BODY=8BITMIME
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C! Subject: x\r\n\r\n\xc3\xa4\xff\r\n
C: .
S: 250 2.0.0 delivered to maildir
STORED 1
