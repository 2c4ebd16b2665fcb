# check_recipient_mx_access.
DNS example.com MX 10 mx.example.com
SET smtpd_recipient_restrictions check_recipient_mx_access inline:{ { mx.example.com = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <bob@example.com>: Recipient address rejected: Access denied
