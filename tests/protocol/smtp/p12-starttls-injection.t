# RFC 3207 §4.2: what stands behind STARTTLS in clear is nobody's.
SET @postscreen yes
SET postscreen_bare_newline_enable yes
SET postscreen_tls_security_level may
NOCUT pieces would be waited for
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +6s
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: STARTTLS
C: RCPT TO:<bob@example.com>
S: 220 2.0.0 Ready to start TLS
CLOSED
