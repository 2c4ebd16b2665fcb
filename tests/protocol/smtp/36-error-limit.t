# The 20th error ends the session.
S... 220 *
C* 19 FOO\r\n
S... 500 *
C: FOO
S... 421 4.7.0 demo1.nasa.lctseng.nctucs.net Error: too many errors
CLOSED
LOG disconnect from unknown[192.0.2.10] unknown=0/20 commands=0/20
