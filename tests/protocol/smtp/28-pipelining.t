# RFC 2920: everything in one piece, answered in order, two messages in a row.
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@b.example>
C: RCPT TO:<bob@example.com>
C: RCPT TO:<nobody@example.com>
C: DATA
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S~ 550 5.1.1 *
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: one
C:
C: ..dot
C: .
C: MAIL FROM:<c@d.example>
C: RCPT TO:<alice@example.com>
C: NOOP
C: RSET
C: QUIT
S~ 250 2.0.0 Ok: queued as *
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S: 250 2.0.0 Ok
S: 250 2.0.0 Ok
S: 221 2.0.0 Bye
CLOSED
QUEUED 1
BODY .dot\r\n
LOG disconnect from unknown[192.0.2.10] ehlo=1 mail=2 rcpt=2/3 data=1 rset=1 noop=1 quit=1 commands=9/10
