# Bcc, Return-Path and Content-Length go, with their folded lines; the From line of an mbox is kept as a header.
PEER 127.0.0.1
S... 220 *
C: MAIL FROM:<>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: From bob Mon Jul  5 23:46:19 1999
C: Bcc: x@example.com,
C:  y@example.com
C: Subject: kept
C:  and folded
C: Return-Path: <evil@example.com>
C: Content-Length: 5
C:
C: Bcc: this is text
C: .
S~ 250 *
TEXT X-Mailbox-Line: From bob Mon Jul  5 23:46:19 1999
TEXT  and folded
TEXT From: MAILER-DAEMON
NOTEXT  y@example.com
NOTEXT Return-Path: <evil@example.com>
NOTEXT Content-Length: 5
BODY Bcc: this is text\r\n
