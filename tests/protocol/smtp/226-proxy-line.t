# The PROXY protocol, version 1: the client is whom the proxy speaks for.
SET smtpd_upstream_proxy_protocol haproxy
SET smtpd_client_restrictions check_client_access inline:{ { 203.0.113.9 = 550 nine } }
NAME 203.0.113.9 nine.example
C! PROXY TCP4 203.0.113.9 192.0.2.1 12345 25\r\nEHLO x\r\n
S... 220 *
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.7.1 <nine.example[203.0.113.9]>: Client host rejected: nine
LOG connect from nine.example[203.0.113.9]
