# With EHLO it has.
SET smtpd_data_restrictions reject_unauth_pipelining
S... 220 *
C: EHLO x
S... 250 *
C: MAIL FROM:<a@b.example>
C: RCPT TO:<bob@example.com>
C: DATA
S~ 250 *
S~ 250 *
S~ 354 *
C: .
S~ 250 *
