# MIME nesting beyond the limit is refused when content is checked.
PEER 127.0.0.1
SET header_checks pcre:{{/never/ WARN}}
SET mime_nesting_limit 1
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Content-Type: multipart/mixed; boundary=a
C:
C: --a
C: Content-Type: multipart/mixed; boundary=b
C:
C: x
C: .
S: 550 5.6.0 MIME nesting exceeds safety limit
