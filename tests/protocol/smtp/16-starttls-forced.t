SET smtpd_tls_security_level encrypt
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO linuxhome.cs.nctu.edu.tw
S... 250-STARTTLS
S: 250-ENHANCEDSTATUSCODES
S... 250 *
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 530 5.7.0 Must issue a STARTTLS command first
C: RSET
S: 530 5.7.0 Must issue a STARTTLS command first
C: VRFY bob@example.com
S: 530 5.7.0 Must issue a STARTTLS command first
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 530 5.7.0 Must issue a STARTTLS command first
C: NOOP
S: 250 2.0.0 Ok
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
