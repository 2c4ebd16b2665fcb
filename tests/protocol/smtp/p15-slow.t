SET @postscreen yes
SET postscreen_pipelining_enable yes
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +6s
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: NOOP
S: 250 2.0.0 Ok
CLOCK +5m
S: 421 4.4.2 demo1.nasa.lctseng.nctucs.net Error: timeout exceeded
CLOSED
LOG COMMAND TIME LIMIT from [192.0.2.10]:40000 after NOOP
