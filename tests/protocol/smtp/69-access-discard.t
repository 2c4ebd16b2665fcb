# DISCARD: the client hears that all is well, and nothing is queued.
SET smtpd_recipient_restrictions check_recipient_access inline:{ { bob@example.com = DISCARD why } }, reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C:
C: hi
C: .
S~ 250 2.0.0 Ok: queued as *
QUEUED 0
LOG NOQUEUE: discard: RCPT from unknown[192.0.2.10]: <bob@example.com>: Recipient address why;*
