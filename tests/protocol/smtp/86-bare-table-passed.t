# A table by itself means the access check of its list.
SET smtpd_sender_restrictions inline:{ { bob@example.com = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
