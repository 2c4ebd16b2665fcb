# smtpd_client_new_tls_session_rate_limit.
SET smtpd_client_new_tls_session_rate_limit 1
SET smtpd_tls_security_level may
SET smtpd_client_event_limit_exceptions
S... 220 *
C: EHLO x
S... 250 *
C: STARTTLS
S~ 220 *
TLS
C: QUIT
S~ 221 *
CLOSED
CONNECT 2
S... 220 *
C: EHLO x
S... 250 *
C: STARTTLS
S: 454 4.7.0 Error: too many new TLS sessions from unknown[192.0.2.10]
