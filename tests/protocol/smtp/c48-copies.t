# always_bcc, sender_bcc_maps, recipient_bcc_maps; copies are aliases too, and nobody hears of them.
PEER 127.0.0.1
SET myorigin example.com
SET always_bcc all
SET sender_bcc_maps inline:{a@example.org=out@example.net}
SET recipient_bcc_maps inline:{@example.com=in@example.net}
SET virtual_alias_maps inline:{in@example.net=archive@example.net}
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
TO <bob@example.com> <all@example.com> <out@example.net> <archive@example.net>
