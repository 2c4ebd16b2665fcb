# An address without brackets is no host name.
SET smtpd_recipient_restrictions reject_non_fqdn_hostname
S... 220 *
C: HELO 192.0.2.10
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 504 5.5.2 <192.0.2.10>: Helo command rejected: need fully-qualified hostname
