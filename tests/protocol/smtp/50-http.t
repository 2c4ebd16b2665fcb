# Somebody's browser.
S... 220 *
C! POST / HTTP/1.1\r\nHost: x\r\n\r\n
S: 221 2.7.0 Error: I can break rules, too. Goodbye.
CLOSED
LOG warning: non-SMTP command from unknown[192.0.2.10]: POST
