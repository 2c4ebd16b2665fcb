# defer_if_reject: a refusal becomes a deferral, nothing else does.
SET smtpd_recipient_restrictions defer_if_reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
