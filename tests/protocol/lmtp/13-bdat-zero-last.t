PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: BDAT 14
C! Subject: x\r\n\r\n
S~ 250 2.0.0 *
C: BDAT 0 LAST
S: 250 2.0.0 delivered to maildir
C: MAIL FROM:<>
S: 250 2.1.0 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: BDAT 0 LAST
S: 250 2.0.0 delivered to maildir
TEXT 1 Subject: x\r\n\r\n
FIELDS 2 Return-Path: <>\r\nX-Original-To: ann@example.org\r\nDelivered-To: ann@example.org\r\n
