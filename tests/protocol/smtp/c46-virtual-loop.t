# A loop of aliases is told after the text, and temporary.
PEER 127.0.0.1
SET virtual_alias_maps inline:{bob@example.com=alice@example.com, alice@example.com=bob@example.com}
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
S: 451 4.6.0 Alias expansion error
QUEUED 0
LOG warning: *: unreasonable virtual_alias_maps map nesting for bob@example.com -- message not accepted, try again later
