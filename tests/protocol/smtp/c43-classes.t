# canonical_classes: headers only.
PEER 127.0.0.1
SET canonical_maps inline:{joe@example.org=doe@example.org}
SET canonical_classes header_sender
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<joe@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: From: joe@example.org
C: To: joe@example.org
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
FROM <joe@example.org>
TEXT From: doe@example.org
TEXT To: joe@example.org
