# smtpd_client_connection_rate_limit, and the time it is counted over.
SET smtpd_client_connection_rate_limit 1
SET smtpd_client_event_limit_exceptions
S... 220 *
C: QUIT
S~ 221 *
CLOSED
CONNECT 2
S: 421 4.7.0 demo1.nasa.lctseng.nctucs.net Error: too many connections from 192.0.2.10
CLOSED
CLOCK +1m
CONNECT 3
S... 220 *
