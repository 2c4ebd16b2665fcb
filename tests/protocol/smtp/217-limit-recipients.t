# smtpd_client_recipient_rate_limit.
SET smtpd_client_recipient_rate_limit 1
SET smtpd_client_event_limit_exceptions
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: RCPT TO:<alice@example.com>
S: 450 4.7.1 Error: too many recipients from 192.0.2.10
