# permit_inet_interfaces: this machine.
PEER 127.0.0.1
SET smtpd_recipient_restrictions permit_inet_interfaces, reject
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
