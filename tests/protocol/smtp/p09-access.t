SET @postscreen yes
SET postscreen_access_list cidr:{ { 192.0.2.10 permit } { 192.0.2.11 reject } }
SET postscreen_denylist_action drop
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
C: QUIT
S: 221 2.0.0 Bye
CLOSED
LOG ALLOWLISTED [192.0.2.10]:40000
PEER 192.0.2.11 40001
CONNECT other
S: 521 5.3.2 Service currently unavailable
CLOSED
LOG DENYLISTED [192.0.2.11]:40001
