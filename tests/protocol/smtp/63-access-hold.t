# HOLD: the message is taken, and more is done with it; the log says so.
SET smtpd_recipient_restrictions check_recipient_access inline:{ { bob@example.com = HOLD because } }
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
QUEUED 1
HELD yes
LOG NOQUEUE: hold: RCPT from unknown[192.0.2.10]: <bob@example.com>: Recipient address because; from=<a@spam.example> to=<bob@example.com> proto=SMTP helo=<mail.good.example>
# The next message is itself again.
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<alice@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Subject: x
C:
C: hi
C: .
S~ 250 *
QUEUED 2
TO <alice@example.com>
HELD no
NOTEXT X-Access: seen
