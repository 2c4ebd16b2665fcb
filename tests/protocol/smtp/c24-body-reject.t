# body_checks refuse; headers are none of their business.
PEER 127.0.0.1
SET body_checks pcre:{{/blocked/ REJECT You are BLOCKED on Our Network.}}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: blocked
C:
C: so blocked
C: .
S: 550 5.7.1 You are BLOCKED on Our Network.
LOG *: reject: body so blocked from localhost*
