# message_reject_characters.
PEER 127.0.0.1
SET message_reject_characters \001
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
C! a\x01b\r\n
C: .
S: 550 5.7.1 disallowed character
QUEUED 0
