# FILTER cannot be obeyed yet: the message is refused for now, and the log says why.
SET smtpd_recipient_restrictions check_recipient_access inline:{ { bob@example.com = FILTER smtp:[127.0.0.1]:9 } }
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
S: 451 4.3.5 Server configuration error
QUEUED 0
LOG *FILTER smtp:*127.0.0.1*:9 is not available*
