# reject_unknown_recipient_domain asks about domains we relay to, and about none that is ours.
SET relay_domains relay.example
SET smtpd_recipient_restrictions reject_unknown_recipient_domain
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<z@relay.example>
S: 450 4.1.2 <z@relay.example>: Recipient address rejected: Domain not found
ASKED relay.example MX
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
NOTASKED example.com MX
