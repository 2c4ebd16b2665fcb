# reject_invalid_helo_hostname.
SET smtpd_recipient_restrictions reject_invalid_helo_hostname
S... 220 *
C: HELO bad_helo!
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 501 5.5.2 <bad_helo!>: Helo command rejected: Invalid name
