# A line over line_length_limit is one error, and the dialogue stays in step.
SET line_length_limit 512
S... 220 *
C* 600 x
C!  y\r\nNOOP\r\n
S: 500 5.5.2 Error: line too long
S: 250 2.0.0 Ok
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C* 5000 y
C! \r\n.\r\n
S~ 250 *
QUEUED 1
