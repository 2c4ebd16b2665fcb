SET @postscreen yes
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
CLOCK +2s
CLOSE
LOG HANGUP after 2 from [192.0.2.10]:40000 in tests before SMTP handshake
