# The owner may.
SET smtpd_sender_login_maps inline:{ { a@spam.example = joe, test } { owned.example = joe } { @other.example = joe } }
SET smtpd_sasl_auth_enable yes
SET smtpd_recipient_restrictions reject_sender_login_mismatch
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO x
S... 250 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S~ 235 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
