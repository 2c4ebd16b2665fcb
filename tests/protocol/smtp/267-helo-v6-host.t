# A host that has IPv6 addresses only exists.
DNS six.example AAAA 2001:db8::1
SET smtpd_recipient_restrictions reject_unknown_helo_hostname
S... 220 *
C: HELO six.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
