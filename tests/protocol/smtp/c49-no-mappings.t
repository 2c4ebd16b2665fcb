# receive_override_options: addresses are completed, and that is all.
PEER 127.0.0.1
SET myorigin example.com
SET always_bcc all
SET canonical_maps inline:{a@example.org=b@example.org}
SET virtual_alias_maps inline:{bob@example.com=c@example.net}
SET receive_override_options no_address_mappings
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: From: a@example.org
C: To: joe
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
FROM <a@example.org>
TO <bob@example.com>
TEXT From: a@example.org
TEXT To: joe@example.com
