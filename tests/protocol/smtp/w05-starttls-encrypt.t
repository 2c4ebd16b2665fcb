# W-05, b): TLS is a must.
SET smtpd_tls_security_level encrypt
S~ 220 *
C: EHLO linuxhome.cs.nctu.edu.tw
S... 250-STARTTLS
S... 250 *
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 530 5.7.0 Must issue a STARTTLS command first
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 250 2.1.0 Ok
