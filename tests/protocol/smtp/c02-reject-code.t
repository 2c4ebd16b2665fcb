# REJECT with an enhanced code of its own.
PEER 127.0.0.1
SET header_checks pcre:{{/^subject/ REJECT 5.6.7 Go away}}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: hi
C: X-Two: 2
C:
C: body
C: .
S: 550 5.6.7 Go away
QUEUED 0
