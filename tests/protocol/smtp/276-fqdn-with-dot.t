# One dot at the end of a domain does no harm.
SET smtpd_recipient_restrictions reject_non_fqdn_sender
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example.>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
