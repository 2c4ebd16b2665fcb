# postscreen: a stranger waits, passes and is known the next time.
SET @postscreen yes
PEER 192.0.2.10 40000
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
SILENT
CLOCK +6s
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: EHLO x
S... 250 *
C: QUIT
S: 221 2.0.0 Bye
CLOSED
CONNECT again
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: QUIT
S: 221 2.0.0 Bye
LOG PASS NEW [192.0.2.10]:40000
LOG PASS OLD [192.0.2.10]:40000
# After a day he has to wait again.
CLOCK +2d
CONNECT later
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +6s
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: QUIT
S: 221 2.0.0 Bye
