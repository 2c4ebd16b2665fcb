# A domain that has IPv6 addresses only takes mail.
DNS six.example AAAA 2001:db8::1
SET smtpd_recipient_restrictions reject_unknown_sender_domain
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@six.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
