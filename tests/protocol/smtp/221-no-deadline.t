# Without it each byte begins the time anew.
SET smtpd_timeout 100s
NOCUT it is about when bytes come
S... 220 *
C! NOO
PAUSE
CLOCK +60s
C! P
PAUSE
CLOCK +50s
C! \r\n
S: 250 2.0.0 Ok
