# The headers of parts are checked by mime_header_checks.
PEER 127.0.0.1
SET mime_header_checks pcre:{{/name="?[^">]*\.(exe|scr)/ REJECT Attachment type not allowed. "$$1"}}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C: Content-Type: multipart/mixed;
C:  boundary="b"
C:
C: --b
C: Content-Type: application/octet-stream;
C: 	name="virus.exe"
C:
C: x
C: --b--
C: .
S: 550 5.7.1 Attachment type not allowed. "exe"
QUEUED 0
