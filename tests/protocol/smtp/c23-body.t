# body_checks: raw lines; each action has its way with a line.
PEER 127.0.0.1
SET body_checks pcre:{{/^one/ PREPEND zero},{/^two/ REPLACE 2},{/^three/ STRIP},{/^four/ IGNORE}}
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C:
C: one
C: two
C: three
C: four
C: five
C: .
S~ 250 2.0.0 Ok: queued as *
BODY zero\r\none\r\n2\r\nfive\r\n
