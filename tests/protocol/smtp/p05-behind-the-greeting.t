# Tests behind the greeting: it passes, and comes again.
SET @postscreen yes
SET postscreen_pipelining_enable yes
SET postscreen_bare_newline_enable yes
SET postscreen_non_smtp_command_enable yes
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +6s
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: EHLO x
S: 250-demo1.nasa.lctseng.nctucs.net
S: 250-SIZE 10240000
S: 250-VRFY
S: 250-ETRN
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-DSN
S: 250-SMTPUTF8
S: 250 CHUNKING
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 450 4.3.2 Service currently unavailable
C: DATA
S: 554 5.5.1 Error: no valid recipients
CLOSED
LOG PASS NEW [192.0.2.10]:40000
QUEUED 0
CONNECT again
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
