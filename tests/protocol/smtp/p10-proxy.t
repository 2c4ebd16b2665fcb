# The session hears who the client is, too; its early words come along behind the header.
SET @postscreen yes
SET postscreen_upstream_proxy_protocol haproxy
SET smtpd_client_restrictions check_client_access inline:{ { 203.0.113.9 = 550 nine } }
NOCUT it counts what came at once
C! PROXY TCP4 203.0.113.9 192.0.2.1 12345 25\r\nEHLO x\r\n
S... 220 *
S... 250 *
LOG CONNECT from [203.0.113.9]:12345 to [192.0.2.1]:25
LOG PREGREET 8 after 0 from [203.0.113.9]:12345: EHLO x\r\n
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.7.1 <unknown[203.0.113.9]>: Client host rejected: nine
