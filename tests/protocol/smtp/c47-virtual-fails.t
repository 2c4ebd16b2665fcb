# A table of aliases that fails.
PEER 127.0.0.1
SET virtual_alias_maps fail:no
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: To: bob@example.com
C:
C: x
C: .
S: 451 4.3.0 Error: queue file write error
QUEUED 0
LOG warning: *: virtual_alias_maps map lookup problem for bob@example.com -- message not accepted, try again later
