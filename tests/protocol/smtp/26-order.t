# Commands at the wrong time (RFC 5321 §4.1.4).
S... 220 *
C: RCPT TO:<bob@example.com>
S: 503 5.5.1 Error: need MAIL command
C: DATA
S: 503 5.5.1 Error: need RCPT command
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: MAIL FROM:<a@b.example>
S: 503 5.5.1 Error: nested MAIL command
C: MAIL FROM:
S: 503 5.5.1 Error: nested MAIL command
C: DATA
S: 554 5.5.1 Error: no valid recipients
C: RCPT TO:<nobody@example.com>
S~ 550 5.1.1 *
C: DATA
S: 554 5.5.1 Error: no valid recipients
C: RSET
S: 250 2.0.0 Ok
C: RCPT TO:<bob@example.com>
S: 503 5.5.1 Error: need MAIL command
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: EHLO x
S... 250 *
C: RCPT TO:<bob@example.com>
S: 503 5.5.1 Error: need MAIL command
