# Our own trouble is no refusal that could be made a warning.
SET smtpd_recipient_restrictions warn_if_reject check_sender_access inline:{ { spam.example = nonsense } }, permit
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S~ 451 4.3.5 *Server configuration error
