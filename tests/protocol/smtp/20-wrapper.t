# Port 465: the handshake comes first, STARTTLS is not offered.
SET smtpd_tls_wrappermode yes
SET smtpd_tls_security_level may
SET smtpd_tls_loglevel 1
SILENT
TLS mail.example.com
S... 220 *
C: EHLO x
S... 250-VRFY
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 *
C: QUIT
S: 221 2.0.0 Bye
LOG Anonymous TLS connection established from unknown[192.0.2.10]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
