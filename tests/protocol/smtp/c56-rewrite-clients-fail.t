# local_header_rewrite_clients: a table that fails.
PEER 127.0.0.1
SET local_header_rewrite_clients fail:no
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
S: 451 4.3.0 Error: queue file write error
QUEUED 0
