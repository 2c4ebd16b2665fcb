# What was said too early is not lost.
SET @postscreen yes
NOCUT it counts what came at once
C: EHLO early
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
S... 250 *
LOG PREGREET 12 after 0 from [192.0.2.10]:40000: EHLO early\r\n
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C! Subject: x\r\n\r\nhi\r\n.\r\n
S~ 250 2.0.0 Ok: queued as *
QUEUED 1
