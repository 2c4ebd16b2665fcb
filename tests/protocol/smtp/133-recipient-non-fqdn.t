# reject_non_fqdn_recipient.
SET smtpd_recipient_restrictions reject_non_fqdn_recipient
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<lctseng>
S: 504 5.5.2 <lctseng>: Recipient address rejected: need fully-qualified address
