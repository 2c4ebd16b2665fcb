# Of two reasons to defer the first is told.
SET smtpd_recipient_restrictions check_sender_access inline:{ { spam.example = DEFER_IF_PERMIT first } }, check_helo_access inline:{ { mail.good.example = DEFER_IF_PERMIT second } }
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 <a@spam.example>: Sender address rejected: first
