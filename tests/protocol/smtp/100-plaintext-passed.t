# reject_plaintext_session is content under TLS.
SET smtpd_tls_security_level may
SET smtpd_recipient_restrictions reject_plaintext_session
S... 220 *
C: EHLO x
S... 250 *
C: STARTTLS
S~ 220 *
TLS
C: EHLO x
S... 250 *
C: MAIL FROM:<a@spam.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
