# smtpd_client_auth_rate_limit.
SET smtpd_client_auth_rate_limit 1
SET smtpd_sasl_auth_enable yes
SET smtpd_client_event_limit_exceptions
S... 220 *
C: EHLO x
S... 250 *
C: AUTH PLAIN AGEAYg==
S~ 535 *
C: AUTH PLAIN AHRlc3QAdGVzdHBhc3N3b3Jk
S: 450 4.7.1 Error: too many AUTH commands from 192.0.2.10
