# RFC 5321 §4.5.2
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: ..
C: ..a
C: a.
C! .\n.\r.\r\n
C: .
S: 250 2.0.0 delivered to maildir
TEXT 1 .\r\n.a\r\na.\r\n\n.\r.\r\n
