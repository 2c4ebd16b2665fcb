# RFC 7505: no mail comes from a domain that takes none.
DNS spam.example MX 0
SET smtpd_recipient_restrictions reject_unknown_sender_domain
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.7.27 <a@spam.example>: Sender address rejected: Domain spam.example does not accept mail (nullMX)
