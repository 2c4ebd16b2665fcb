# A list that fails might have let the client through: nothing is for good.
SET @postscreen yes
SET postscreen_access_list fail:x
SET postscreen_greet_action drop
C: EHLO early
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
S: 421 4.3.2 Service currently unavailable
CLOSED
