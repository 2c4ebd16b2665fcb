# DNS did not answer: that is no proof that the client has no reverse name.
SET smtpd_recipient_restrictions reject_unknown_reverse_client_hostname
SET unknown_client_reject_code 550
INDOUBT 192.0.2.10
S... 220 *
C: HELO mail.good.example
S~ 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.10]
