# A table that fails is a temporary failure, never a no.
PEER 127.0.0.1
SET header_checks fail:no
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
S: 451 4.3.0 Error: queue file write error
QUEUED 0
