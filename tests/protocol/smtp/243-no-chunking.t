# smtpd_discard_ehlo_keywords = chunking: BDAT is no command then; its bytes are on their way, so the connection ends.
SET smtpd_discard_ehlo_keywords chunking
S... 220 *
C: EHLO x
S... 250 SMTPUTF8
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C! BDAT 4 LAST\r\nNOOP
S: 521 5.5.1 Error: command not implemented
CLOSED
QUEUED 0
