# reject_unknown_reverse_client_hostname.
SET smtpd_recipient_restrictions reject_unknown_reverse_client_hostname
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.10]
