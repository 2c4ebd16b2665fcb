# W-05, a): TLS is offered.
SET smtpd_tls_security_level may
SET smtputf8_enable no
SET smtpd_discard_ehlo_keywords chunking
S~ 220 demo1.nasa.lctseng.nctucs.net *
C: EHLO linuxhome.cs.nctu.edu.tw
S: 250-demo1.nasa.lctseng.nctucs.net
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-VRFY
S: 250-ETRN
S: 250-STARTTLS
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250 DSN
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 250 2.1.0 Ok
