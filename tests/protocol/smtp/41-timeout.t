SET smtpd_timeout 300s
S... 220 *
C: EHLO x
S... 250 *
CLOCK +4m
SILENT
CLOCK +1m
S: 421 4.4.2 demo1.nasa.lctseng.nctucs.net Error: timeout exceeded
CLOSED
LOG timeout after EHLO from unknown[192.0.2.10]
