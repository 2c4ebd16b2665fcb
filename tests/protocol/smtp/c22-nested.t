# Headers of an attached message are checked by nested_header_checks.
PEER 127.0.0.1
SET nested_header_checks pcre:{{/^subject: bad/ REJECT nested}}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: bad
C: Content-Type: message/rfc822
C:
C: Subject: bad
C:
C: x
C: .
S: 550 5.7.1 nested
QUEUED 0
