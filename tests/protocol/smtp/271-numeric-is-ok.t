# An all-numeric value is OK: some programs write times there.
SET smtpd_recipient_restrictions check_sender_access inline:{ { spam.example = 1234567 } }, reject
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
