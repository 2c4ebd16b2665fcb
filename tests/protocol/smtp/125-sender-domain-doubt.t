# No answer is no no.
DNS spam.example FAIL
SET unknown_address_reject_code 550
SET smtpd_recipient_restrictions reject_unknown_sender_domain
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.1.8 <a@spam.example>: Sender address rejected: Domain not found
