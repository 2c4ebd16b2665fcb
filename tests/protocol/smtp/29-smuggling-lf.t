# LF.LF, LF.CRLF and CRLF.LF end nothing.
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@b.example>
C: RCPT TO:<bob@example.com>
C: DATA
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S~ 354 *
C! Subject: s\r\n\r\none\n.\nMAIL FROM:<evil@b.example>\r\ntwo\n.\r\nRCPT TO:<x@y.example>\r\nthree\r\n.\nDATA\r\n
SILENT
C: .
S~ 250 2.0.0 Ok: queued as *
SILENT
QUEUED 1
BODY one\n.\nMAIL FROM:<evil@b.example>\r\ntwo\n.\r\nRCPT TO:<x@y.example>\r\nthree\r\n\nDATA\r\n
