# A wrong password, and what it does not open.
SET smtpd_sasl_auth_enable yes
S... 220 *
C: AUTH PLAIN AHRlc3QAd3Jvbmc=
S: 535 5.7.8 Error: authentication failed: authentication failure
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<someone@gmail.com>
S: 454 4.7.1 <someone@gmail.com>: Relay access denied
LOG warning: unknown[192.0.2.10]: SASL PLAIN authentication failed: authentication failure, sasl_username=test
