# Without a header nobody knows who this is: not a word.
SET smtpd_upstream_proxy_protocol haproxy
C: EHLO somebody.example
CLOSED
LOG *haproxy read: not a PROXY header from 192.0.2.10
