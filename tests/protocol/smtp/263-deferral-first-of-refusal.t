# The same for reasons to defer instead of refusing; a deferral stays as it is.
SET smtpd_recipient_restrictions check_sender_access inline:{ { spam.example = DEFER_IF_REJECT first } }, check_helo_access inline:{ { mail.good.example = DEFER_IF_REJECT second } }, check_recipient_access inline:{ { alice@example.com = 450 4.2.0 own } }, reject
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 <a@spam.example>: Sender address rejected: first
C: RCPT TO:<alice@example.com>
S: 450 4.2.0 <alice@example.com>: Recipient address rejected: own
