SET @postscreen yes
SET postscreen_pipelining_enable yes
SET postscreen_tls_security_level may
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +6s
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: EHLO x
S... 250 *
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: EHLO x
S: 250-demo1.nasa.lctseng.nctucs.net
S: 250-SIZE 10240000
S: 250-VRFY
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.3.2 Service currently unavailable
