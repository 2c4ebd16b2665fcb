# Delivered-To names the recipient already.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Delivered-To: BOB@example.org
C: Return-Path: <old@example.net>
C:
C: x
C: .
S: 554 5.4.6 mail forwarding loop for bob@example.org
S: 250 2.0.0 delivered to maildir
TEXT 1 Delivered-To: BOB@example.org\r\n\r\nx\r\n
