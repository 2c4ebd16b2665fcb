SET message_size_limit 2000
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C! BDAT 1500\r\n
C* 1500 x
S: 250 2.0.0 Ok: 1500 bytes
C! BDAT 1000\r\n
C* 1000 x
S: 552 5.3.4 Chunk exceeds message size limit
C! BDAT 10 LAST\r\n0123456789
S: 551 5.0.0 Discarded 10 bytes after earlier error
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
QUEUED 0
