# smtpd_client_connection_count_limit.
SET smtpd_client_connection_count_limit 1
SET smtpd_client_event_limit_exceptions
S... 220 *
CONNECT 2
S: 421 4.7.0 demo1.nasa.lctseng.nctucs.net Error: too many connections from 192.0.2.10
CLOSED
LOG *Connection concurrency limit exceeded: 2 from unknown[192.0.2.10] for service smtp
ON 1
C: QUIT
S~ 221 *
CLOSED
CONNECT 3
S... 220 *
