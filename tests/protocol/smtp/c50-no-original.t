# enable_original_recipient = no: two names of one mailbox get the message once.
PEER 127.0.0.1
SET enable_original_recipient no
SET virtual_alias_maps inline:{alice@example.com=bob@example.com}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<alice@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: To: x@example.com
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
TO <bob@example.com>
