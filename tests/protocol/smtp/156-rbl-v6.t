# IPv6 addresses, nibble by nibble.
PEER 2001:db8::1
DNS 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example A 127.0.0.2
SET smtpd_recipient_restrictions reject_rbl_client bl.example
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 Service unavailable; Client host [2001:db8::1] blocked using bl.example
