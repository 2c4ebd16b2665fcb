# A table that fails is no permission.
SET smtpd_recipient_restrictions check_sender_access fail:x, permit
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 451 4.3.5 <a@spam.example>: Sender address rejected: Server configuration error
