# An address literal that is none.
SET smtpd_recipient_restrictions reject_invalid_hostname
S... 220 *
C: HELO [1.2.3]
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 501 5.5.2 <[1.2.3]>: Helo command rejected: invalid ip address
