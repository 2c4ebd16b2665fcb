SET smtpd_sasl_auth_enable yes
AUTHDOWN
S... 220 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 454 4.7.0 Temporary authentication failure: generic failure
C: MAIL FROM:<a@b.example> AUTH=<>
S: 250 2.1.0 Ok
C: RCPT TO:<x@gmail.com>
S: 454 4.7.1 <x@gmail.com>: Relay access denied
