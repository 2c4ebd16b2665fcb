# A table by itself means the access check of its list.
SET smtpd_sender_restrictions inline:{ { spam.example = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <a@spam.example>: Sender address rejected: Access denied
