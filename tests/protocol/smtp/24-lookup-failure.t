# A lookup that fails is never a no.
FAIL recipients EIO at 1
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 451 4.3.0 <bob@example.com>: Temporary lookup failure
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
