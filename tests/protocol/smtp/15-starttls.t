# RFC 3207: what was said in clear is forgotten; twice is an error.
SET smtpd_tls_security_level may
S... 220 *
C: EHLO linuxhome.cs.nctu.edu.tw
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: STARTTLS now
S: 501 5.5.4 Syntax: STARTTLS
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: RCPT TO:<bob@example.com>
S: 503 5.5.1 Error: need MAIL command
C: STARTTLS
S: 554 5.5.1 Error: TLS already active
C: EHLO linuxhome.cs.nctu.edu.tw
S... 250-VRFY
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 *
C: mail from:<a@b.example>
S: 250 2.1.0 Ok
C: rcpt to:<bob@example.com>
S: 250 2.1.5 Ok
C: data
S~ 354 *
C: .
S~ 250 *
ENVELOPE protocol=ESMTP
TEXT 	by demo1.nasa.lctseng.nctucs.net (Mailstead) with ESMTPS id 6EBFAA7E91E
C: quit
S: 221 2.0.0 Bye
