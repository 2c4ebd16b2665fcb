SET hopcount_limit 3
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Received: from a
C: 	by b
C: received: from b
C: RECEIVED : from c
C:
C: body
C: .
S: 554 5.4.0 Error: too many hops
QUEUED 0
