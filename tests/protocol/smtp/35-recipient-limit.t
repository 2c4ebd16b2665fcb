SET smtpd_recipient_limit 3
SET smtpd_hard_error_limit 2
S... 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
C: RCPT TO:<alice@example.com>
C: RCPT TO:<info@example.com>
C: RCPT TO:<bob@example.com>
C: RCPT TO:<bob@example.com>
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
S: 250 2.1.5 Ok
S: 250 2.1.5 Ok
S: 452 4.5.3 Error: too many recipients
S: 452 4.5.3 Error: too many recipients
S: 452 4.5.3 Error: too many recipients
C: DATA
S~ 354 *
C: .
S~ 250 *
TO <bob@example.com> <alice@example.com> <info@example.com>
