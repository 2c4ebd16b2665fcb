SET @postscreen yes
SET postscreen_greet_action drop
C: EHLO early
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
S: 521 5.5.1 Protocol error
CLOSED
