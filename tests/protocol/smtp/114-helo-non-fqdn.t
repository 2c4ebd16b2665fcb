# reject_non_fqdn_helo_hostname.
SET smtpd_recipient_restrictions reject_non_fqdn_helo_hostname
S... 220 *
C: HELO foo
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 504 5.5.2 <foo>: Helo command rejected: need fully-qualified hostname
