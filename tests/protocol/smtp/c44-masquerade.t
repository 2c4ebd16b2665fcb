# masquerade_domains with an exception and a host that is left out.
PEER 127.0.0.1
SET masquerade_domains !keep.m.example m.example
SET masquerade_exceptions root
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@h.m.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: From: a@h.m.example
C: To: root@h.m.example, b@x.keep.m.example
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
FROM <a@m.example>
TEXT From: a@m.example
TEXT To: root@h.m.example, b@x.keep.m.example
