# virtual_alias_maps: several results, recursion, and the duplicate filter.
PEER 127.0.0.1
SET virtual_alias_maps inline:{{bob@example.com=one@example.net, two@example.net}, {two@example.net=three@example.net, one@example.net}}
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
S~ 250 2.0.0 Ok: queued as *
TO <one@example.net> <three@example.net>
TEXT To: bob@example.com
ENVELOPE original=bob@example.com
