# A header has to come in time.
SET smtpd_upstream_proxy_protocol haproxy
SET smtpd_upstream_proxy_timeout 5s
NOCUT it is about when bytes come
C! PROXY TC
PAUSE
CLOCK +6s
CLOSED
