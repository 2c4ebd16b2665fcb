# A domain with an MX.
DNS known.example MX 10 mx.known.example
SET mynetworks 192.0.2.0/24
SET smtpd_recipient_restrictions reject_unknown_recipient_domain
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<x@known.example>
S: 250 2.1.5 Ok
