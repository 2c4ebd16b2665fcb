S... 220 *
C: Subject: x
S: 221 2.7.0 Error: I can break rules, too. Goodbye.
CLOSED
