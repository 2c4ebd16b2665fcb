# reject_multi_recipient_bounce among the recipient restrictions refuses the second recipient.
SET smtpd_recipient_restrictions reject_multi_recipient_bounce
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<alice@example.com>
S: 550 5.5.3 <alice@example.com>: Recipient address rejected: Multi-recipient bounce
