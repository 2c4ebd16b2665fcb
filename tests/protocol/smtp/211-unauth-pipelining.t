# reject_unauth_pipelining: HELO has no pipelining.
SET smtpd_data_restrictions reject_unauth_pipelining
NOCUT pieces would be waited for
S... 220 *
C: HELO x
C: MAIL FROM:<a@b.example>
S~ 250 *
S~ 250 *
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 503 5.5.0 <DATA>: Data command rejected: Improper use of SMTP command pipelining
