# No answer is no listing, and trusted for a minute only.
SET @postscreen yes
SET postscreen_dnsbl_sites bl.example
SET postscreen_dnsbl_action drop
DNS 10.2.0.192.bl.example FAIL
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +6s
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: QUIT
S: 221 2.0.0 Bye
CLOSED
CLOCK +61s
DNS 10.2.0.192.bl.example A 127.0.0.2
CONNECT again
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: QUIT
S: 221 2.0.0 Bye
