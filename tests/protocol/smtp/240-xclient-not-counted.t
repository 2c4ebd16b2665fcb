# Who may speak for others is not counted himself.
SET smtpd_authorized_xclient_hosts 192.0.2.10
SET smtpd_client_message_rate_limit 1
SET smtpd_client_event_limit_exceptions
S... 220 *
C: HELO x
S~ 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RSET
S: 250 2.0.0 Ok
C: XCLIENT ADDR=192.0.2.200
S~ 220 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<a@b.example>
S: 450 4.7.1 Error: too much mail from 192.0.2.200
