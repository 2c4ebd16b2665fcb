# RFC 6531 §3.4, §3.5
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C! RCPT TO:<j\xc3\xb6rg@example.org>\r\n
S: 553 5.6.7 Address needs SMTPUTF8
C: RSET
S: 250 2.0.0 Ok
C! MAIL FROM:<\xc3\xa4@example.net>\r\n
S: 553 5.6.7 Address needs SMTPUTF8
C! MAIL FROM:<\xc3\xa4@example.net> SMTPUTF8\r\n
S: 250 2.1.0 Ok
C! RCPT TO:<j\xc3\xb6rg@example.org>\r\n
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
