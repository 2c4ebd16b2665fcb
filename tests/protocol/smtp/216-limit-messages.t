# smtpd_client_message_rate_limit.
SET smtpd_client_message_rate_limit 1
SET smtpd_client_event_limit_exceptions
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RSET
S~ 250 *
C: MAIL FROM:<a@b.example>
S: 450 4.7.1 Error: too much mail from 192.0.2.10
LOG *Message delivery request rate limit exceeded: 2 from unknown[192.0.2.10] for service smtp
