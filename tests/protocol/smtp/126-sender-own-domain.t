# Our own domains are not asked for.
SET smtpd_recipient_restrictions reject_unknown_sender_domain
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<bob@example.com>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
NOTASKED example.com MX
