# smtpd_client_new_tls_session_rate_limit where TLS comes first: nobody could read a reply.
SET smtpd_tls_wrappermode yes
SET smtpd_client_new_tls_session_rate_limit 1
SET smtpd_client_event_limit_exceptions
TLS
S... 220 *
C: QUIT
S~ 221 *
CLOSED
CONNECT 2
CLOSED
LOG *New TLS session rate limit exceeded: 2 from unknown[192.0.2.10] for service smtp
