# reject_unknown_reverse_client_hostname.
REVERSE 192.0.2.10 forged.example
SET smtpd_recipient_restrictions reject_unknown_reverse_client_hostname
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
