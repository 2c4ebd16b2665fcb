# RFC 5321 4.5.1: postmaster needs no domain.
SET smtpd_recipient_restrictions reject_non_fqdn_recipient
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<postmaster>
S: 250 2.1.5 Ok
