# check_sender_mx_access.
DNS spam.example A 192.0.2.5
DNS spam.example MX 10 mx.spam.example
DNS mx.spam.example A 192.0.2.6
DNS spam.example NS ns.spam.example
DNS ns.spam.example A 192.0.2.7
SET smtpd_recipient_restrictions check_sender_mx_access inline:{ { 192.0.2.6 = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <a@spam.example>: Sender address rejected: Access denied
