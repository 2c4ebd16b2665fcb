# check_sender_access; a code about recipients becomes one about senders.
SET smtpd_recipient_restrictions check_sender_access inline:{ { a@spam.example = 550 5.1.1 q } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.1.7 <a@spam.example>: Sender address rejected: q
