# An OK for an unverified name is a mistake.
REVERSE 192.0.2.10 evil.example
SET smtpd_recipient_restrictions check_reverse_client_hostname_access inline:{ { evil.example = OK } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 451 4.3.5 Server configuration error
LOG *restriction check_reverse_client_hostname_access returns OK for evil.example: this is not allowed for security reasons*
