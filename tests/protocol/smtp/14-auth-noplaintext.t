SET smtpd_sasl_auth_enable yes
SET smtpd_sasl_security_options noanonymous, noplaintext
SET smtpd_sasl_tls_security_options noanonymous
SET smtpd_tls_security_level may
SET broken_sasl_auth_clients yes
S... 220 *
C: EHLO x
S... 250-STARTTLS
S: 250-ENHANCEDSTATUSCODES
S... 250 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 535 5.7.8 Error: authentication failed: Invalid authentication mechanism
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: EHLO x
S... 250-VRFY
S: 250-ETRN
S: 250-AUTH PLAIN LOGIN
S: 250-AUTH=PLAIN LOGIN
S... 250 *
