S... 220 *
C: EHLO x
S... 250 *
STOP
S: 421 4.3.2 demo1.nasa.lctseng.nctucs.net Service shutting down
CLOSED
