# Numbers with dots are a name only if they are an address.
SET smtpd_recipient_restrictions reject_invalid_hostname
S... 220 *
C: HELO 123.123
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 501 5.5.2 <123.123>: Helo command rejected: Invalid name
