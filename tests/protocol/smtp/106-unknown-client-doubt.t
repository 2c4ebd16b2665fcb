# DNS that does not answer is no reason for a 550.
INDOUBT 192.0.2.10
SET unknown_client_reject_code 550
SET smtpd_recipient_restrictions reject_unknown_client_hostname
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.10]
