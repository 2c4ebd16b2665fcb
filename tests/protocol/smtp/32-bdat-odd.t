# BDAT where it must not be, empty chunks, MAIL, RCPT and DATA behind it.
S... 220 *
C: EHLO x
S... 250 *
C! BDAT 4 LAST\r\nabcd
S: 503 5.5.1 Error: need RCPT command
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C! BDAT 3\r\nabc
S: 554 5.5.1 Error: no valid recipients
C: RCPT TO:<bob@example.com>
S: 503 5.5.1 Error: RCPT after BDAT
C! BDAT 5\r\nabcde
S: 551 5.0.0 Discarded 5 bytes after earlier error
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: BDAT 0
S: 250 2.0.0 Ok: 0 bytes
C: DATA
S: 503 5.5.1 Error: DATA after BDAT
C: MAIL FROM:<a@b.example>
S: 503 5.5.1 Error: nested MAIL command
C: BDAT 0 LAST
S~ 250 2.0.0 Ok: 0 bytes queued as *
QUEUED 1
C: BDAT 1 LAST x
S: 521 5.5.4 Syntax: BDAT count [LAST]
CLOSED
