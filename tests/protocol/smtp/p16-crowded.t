SET @postscreen yes
SET postscreen_pre_queue_limit 10
SET postscreen_client_connection_count_limit 2
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CONNECT two
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CONNECT three
S: 421 4.7.0 Error: too many connections
CLOSED
LOG NOQUEUE: reject: CONNECT from [192.0.2.10]:40000: too many connections
ON two
CLOSE
ON 1
CLOSE
