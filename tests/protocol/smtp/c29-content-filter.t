# content_filter takes all new mail of this service; DISCARD and REJECT are stronger.
PEER 127.0.0.1
SET content_filter filter:dummy
SET header_checks pcre:{{/^subject: away/ DISCARD}}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: hi
C:
C: body
C: .
S~ 250 2.0.0 Ok: queued as *
QUEUED 1
ENVELOPE filter=filter:dummy
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: away
C:
C: body
C: .
S~ 250 2.0.0 Ok: queued as *
QUEUED 1
