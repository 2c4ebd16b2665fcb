# FILTER sends the whole message to a transport of its own, instead of content_filter's.
SET content_filter lmtp:[127.0.0.1]:10
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
S~ 250 2.0.0 Ok: queued as *
QUEUED 1
ENVELOPE filter=smtp:[127.0.0.1]:9
LOG *triggers FILTER smtp:*127.0.0.1*:9*
