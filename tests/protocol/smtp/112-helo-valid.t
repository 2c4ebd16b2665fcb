# Names and literals that are good.
SET smtpd_recipient_restrictions reject_invalid_helo_hostname
S... 220 *
C: HELO under_score-1.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
