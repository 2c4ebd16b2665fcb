# No certificate: announced, refused for now, all else works.
SET smtpd_tls_security_level may
SET @tls no
S... 220 *
C: EHLO x
S... 250-STARTTLS
S... 250 *
C: STARTTLS
S: 454 4.7.0 TLS not available due to local problem
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
