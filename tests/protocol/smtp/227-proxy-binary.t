# Version 2, with something behind the addresses that is passed over.
SET smtpd_upstream_proxy_protocol haproxy
C! \r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0f\xcb\x00\x71\x09\xc0\x00\x02\x01\x30\x39\x00\x19\x04\x00\x00EHLO x\r\n
S... 220 *
S... 250 *
LOG connect from unknown[203.0.113.9]
