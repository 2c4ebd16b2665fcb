# A reply of 521 ends the connection.
SET smtpd_recipient_restrictions check_recipient_access inline:{ { bob@example.com = 521 gone } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 521 5.7.1 <bob@example.com>: Recipient address rejected: gone
CLOSED
