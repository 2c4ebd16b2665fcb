# DUNNO says nothing: the next header is still checked.
PEER 127.0.0.1
SET header_checks pcre:{{/^subject/ DUNNO},{/^x-two/ REJECT second}}
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
S: 550 5.7.1 second
QUEUED 0
