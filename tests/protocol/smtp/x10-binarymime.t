# BINARYMIME (RFC 3030): with BDAT alone; a binary part lies in the queue as base64, every byte of it.
SET smtpd_extensions BINARYMIME
S... 220 *
C: EHLO x
S... 250 BINARYMIME
C: MAIL FROM:<a@b.example> BODY=BINARYMIME
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 503 5.5.1 Error: need BDAT command
C! BDAT 51\r\nContent-Transfer-Encoding: binary\r\nSubject: x\r\n\r\na\nBDAT 5 LAST\r\nb\r.\r\n
S: 250 2.0.0 Ok: 51 bytes
S~ 250 2.0.0 Ok: * bytes queued as *
ENVELOPE body=1
TEXT Content-Transfer-Encoding: base64
BODY YQpiDS4NCg==\r\n
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C! Content-Transfer-Encoding: binary\r\n\r\nplain\r\n.\r\n
S~ 250 *
BODY plain\r\n
C: QUIT
S: 221 2.0.0 Bye
