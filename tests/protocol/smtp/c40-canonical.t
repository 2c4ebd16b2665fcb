# canonical_maps: envelope and headers, chains, extensions.
PEER 127.0.0.1
SET recipient_delimiter +
SET canonical_maps inline:{joe@example.org=j.doe@example.org, j.doe@example.org=doe@example.org, bob@example.com=alice@example.com}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<joe@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: From: Joe <joe@example.org>
C: To: "Bob" <bob+x@example.com>
C: Subject: joe@example.org
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
FROM <doe@example.org>
TO <alice@example.com>
TEXT From: Joe <doe@example.org>
TEXT To: "Bob" <alice+x@example.com>
TEXT Subject: joe@example.org
ENVELOPE original=bob@example.com
