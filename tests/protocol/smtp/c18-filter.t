# FILTER cannot be obeyed yet: the mail must not pass without it.
PEER 127.0.0.1
SET header_checks pcre:{{/^subject/ FILTER smtp:[127.0.0.1]:10025}}
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
C: X-Two: 2
C:
C: body
C: .
S: 451 4.3.5 Server configuration error
QUEUED 0
