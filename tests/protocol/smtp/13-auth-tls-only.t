# smtpd_tls_auth_only and noplaintext: AUTH appears under TLS only.
SET smtpd_sasl_auth_enable yes
SET smtpd_tls_auth_only yes
SET smtpd_tls_security_level may
S... 220 *
C: EHLO x
S: 250-demo1.nasa.lctseng.nctucs.net
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-VRFY
S: 250-ETRN
S: 250-STARTTLS
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-DSN
S: 250-SMTPUTF8
S: 250 CHUNKING
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 504 5.5.4 Encryption required for requested authentication mechanism
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: EHLO x
S: 250-demo1.nasa.lctseng.nctucs.net
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-VRFY
S: 250-ETRN
S: 250-AUTH PLAIN LOGIN
S: 250-ENHANCEDSTATUSCODES
S... 250 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<lctseng@nasa.lctseng.nctucs.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: .
S~ 250 *
TEXT 	by demo1.nasa.lctseng.nctucs.net (Mailstead) with ESMTPSA id 6EBFAA7E91E
