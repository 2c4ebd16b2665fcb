SET message_size_limit 2000
S... 220 *
C: EHLO x
S... 250-SIZE 2000
S... 250 *
C: MAIL FROM:<a@b.example> SIZE=2001
S: 552 5.3.4 Message size exceeds fixed limit
C: MAIL FROM:<a@b.example> SIZE=2000
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C* 100 0123456789012345678901234567890123456789012345678901234567890123456789\r\n
C: .
S: 552 5.3.4 Error: message file too big
C: NOOP
S: 250 2.0.0 Ok
QUEUED 0
LOG NOQUEUE: reject: MAIL from unknown[192.0.2.10]: 552 5.3.4 Message size exceeds fixed limit; proto=ESMTP helo=<x>
