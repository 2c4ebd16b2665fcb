# smtpd_per_request_deadline: a byte now and then is not enough.
SET smtpd_per_request_deadline yes
SET smtpd_timeout 100s
NOCUT it is about when bytes come
S... 220 *
C! NOO
PAUSE
CLOCK +60s
C! P
PAUSE
CLOCK +50s
S: 421 4.4.2 demo1.nasa.lctseng.nctucs.net Error: timeout exceeded
CLOSED
