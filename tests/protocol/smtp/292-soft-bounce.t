# soft_bounce: nothing is refused for good.
SET soft_bounce yes
S... 220 *
C: foo
S: 400 4.5.2 Error: command not recognized
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<nobody@example.com>
S~ 450 4.1.1 <nobody@example.com>: *
