# HOLD: taken, and waits.
PEER 127.0.0.1
SET header_checks pcre:{{/^subject/ HOLD why not}}
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
S~ 250 2.0.0 Ok: queued as *
QUEUED 1
ENVELOPE hold=yes
LOG *: hold: header Subject: hi from localhost*: why not
