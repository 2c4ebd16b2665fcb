# check_reverse_client_hostname_access: a name that nobody vouches for may only be refused.
REVERSE 192.0.2.10 evil.example
SET smtpd_recipient_restrictions check_reverse_client_hostname_access inline:{ { evil.example = 550 no } }
S... 220 *
C: HELO mail.good.example
S: 250 demo1.nasa.lctseng.nctucs.net
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.7.1 <evil.example>: Unverified Client host rejected: no
