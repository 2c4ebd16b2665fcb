SET @postscreen yes
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
STOP
S: 421 4.3.2 Service currently unavailable
CLOSED
