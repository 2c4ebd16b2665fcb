# UNKNOWN: the proxy itself.
SET smtpd_upstream_proxy_protocol haproxy
C! PROXY UNKNOWN\r\n
S... 220 *
LOG connect from unknown[192.0.2.10]
