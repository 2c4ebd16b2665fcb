# REQUIRETLS (RFC 8689): offered and taken under TLS alone; without a value.
SET smtpd_extensions REQUIRETLS
SET smtpd_tls_security_level may
S... 220 *
C: EHLO x
S... 250 CHUNKING
C: MAIL FROM:<a@b.example> REQUIRETLS
S: 530 5.7.10 Encryption needed: REQUIRETLS is for sessions under TLS
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: EHLO x
S... 250-CHUNKING
S: 250 REQUIRETLS
C: MAIL FROM:<a@b.example> REQUIRETLS=1
S: 555 5.5.4 Unsupported option: REQUIRETLS=1
C: MAIL FROM:<a@b.example> REQUIRETLS
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S... 354 *
C! TLS-Required: No\r\n\r\nhi\r\n.\r\n
S... 250 *
ENVELOPE requiretls=yes
TEXT TLS-Required: No
