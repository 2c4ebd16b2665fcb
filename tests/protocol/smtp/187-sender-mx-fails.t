# No answer is passed over, and told.
DNS spam.example FAIL
SET smtpd_recipient_restrictions check_sender_mx_access inline:{ { 192.0.2 = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
LOG *Unable to look up MX host for spam.example: *
