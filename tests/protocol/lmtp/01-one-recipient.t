# RFC 2033 §4.2: one recipient, one reply after the dot.
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
C: Subject: x
C:
C: hi
C: .
S: 250 2.0.0 delivered to maildir
C: QUIT
S: 221 2.0.0 Bye
CLOSED
STORED 1
TEXT 1 Subject: x\r\n\r\nhi\r\n
FIELDS 1 Return-Path: <s@example.net>\r\nX-Original-To: bob@example.org\r\nDelivered-To: bob@example.org\r\n
