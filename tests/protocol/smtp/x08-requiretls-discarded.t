# smtpd_discard_ehlo_keywords holds for it, too.
SET smtpd_extensions REQUIRETLS
SET smtpd_tls_security_level may
SET smtpd_discard_ehlo_keywords requiretls
S... 220 *
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: EHLO x
S... 250 CHUNKING
C: MAIL FROM:<a@b.example> REQUIRETLS
S: 555 5.5.4 Unsupported option: REQUIRETLS
