# reject_unknown_recipient_domain.
SET mynetworks 192.0.2.0/24
SET smtpd_recipient_restrictions reject_unknown_recipient_domain
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<x@nosuch.example>
S: 450 4.1.2 <x@nosuch.example>: Recipient address rejected: Domain not found
