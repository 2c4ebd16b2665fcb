# local_header_rewrite_clients: by network.
PEER 192.0.2.10
SET local_header_rewrite_clients permit_mynetworks
SET mynetworks 192.0.2.0/24
SET myorigin example.com
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: To: joe
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
TEXT To: joe@example.com
