# W-02: EHLO's list in order, addresses without <> behind a blank, a body line "DATA"; then without the empty line.
SET mail_name Postfix
SET smtputf8_enable no
SET smtpd_discard_ehlo_keywords chunking
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Postfix
C: EHLO localhost
S: 250-demo1.nasa.lctseng.nctucs.net
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-VRFY
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250 DSN
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 250 2.1.0 Ok
C: RCPT TO: lctseng@demo1.nasa.lctseng.nctucs.net
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: This is test mail
C:
C: DATA
C: .
S~ 250 2.0.0 Ok: queued as *
TEXT Subject: This is test mail
BODY DATA\r\n
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 250 2.1.0 Ok
C: RCPT TO: lctseng@demo1.nasa.lctseng.nctucs.net
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: This is test mail
C: DATA
C: .
S~ 250 2.0.0 Ok: queued as *
TEXT Subject: This is test mail
BODY DATA\r\n
QUEUED 2
C: QUIT
S: 221 2.0.0 Bye
CLOSED
