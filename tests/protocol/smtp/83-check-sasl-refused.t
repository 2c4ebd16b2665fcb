# check_sasl_access.
SET smtpd_recipient_restrictions check_sasl_access inline:{ { test = REJECT go } }
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO x
S... 250 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S~ 235 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 554 5.7.1 <test>: SASL login name rejected: go
