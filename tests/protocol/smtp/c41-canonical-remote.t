# A stranger's headers are left alone; the envelope is not.
PEER 192.0.2.10
SET canonical_maps inline:{joe@example.org=doe@example.org}
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
C: To: jim
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
FROM <doe@example.org>
TEXT From: joe@example.org
TEXT To: jim
NOTEXT Date: Fri, 20 Nov 2026 20:47:08 +0000 (UTC)
