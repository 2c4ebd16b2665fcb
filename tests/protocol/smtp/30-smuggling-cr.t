# CR.CR, CR.CRLF, CRLF.CR and a NUL end nothing either.
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C! Subject: s\r\n\r\none\r.\rtwo\r.\r\nthree\r\n.\rfour\r\n.\0\r\nfive\r\n
SILENT
C! .\r
SILENT
C! \n
S~ 250 2.0.0 Ok: queued as *
C: NOOP
S: 250 2.0.0 Ok
QUEUED 1
