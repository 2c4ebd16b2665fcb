# check_sender_access; a code about recipients becomes one about senders.
SET smtpd_recipient_restrictions check_sender_access inline:{ { a@spam.example = OK } }, reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
