# The client is gone in the middle of the text: nothing stays.
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C! Subject: x\r\n
PAUSE
CLOSE
CLOSED
QUEUED 0
LOG lost connection after DATA (12 bytes) from unknown[192.0.2.10]
