# Clients of smtpd_client_event_limit_exceptions are not counted.
SET smtpd_client_connection_rate_limit 1
SET smtpd_client_event_limit_exceptions 192.0.2.10
S... 220 *
CONNECT 2
S... 220 *
