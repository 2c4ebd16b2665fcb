# A header that makes no sense.
SET smtpd_upstream_proxy_protocol haproxy
C! PROXY TCP4 203.0.113.999 192.0.2.1 12345 25\r\n
CLOSED
