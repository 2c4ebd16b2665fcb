# check_helo_ns_access.
DNS mail.good.example MX 10 mx.good.example
DNS mx.good.example A 192.0.2.8
DNS mail.good.example A 192.0.2.10
DNS good.example NS ns.good.example
SET smtpd_recipient_restrictions check_helo_ns_access inline:{ { ns.good.example = REJECT } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <mail.good.example>: Helo command rejected: Access denied
