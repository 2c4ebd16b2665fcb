# A first line that is no header begins the body; local clients get Message-Id, Date and From.
PEER 127.0.0.1
SET mail_name Postfix
S... 220 *
C: EHLO localhost
S... 250 *
C: MAIL FROM: lctseng@nasa.lctseng.nctucs.net
S: 250 2.1.0 Ok
C: RCPT TO: lctseng@demo1.nasa.lctseng.nctucs.net
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: This is test mail
C: DATA
C: .
S: 250 2.0.0 Ok: queued as 6EBFAA7E91E
TEXT Received: from localhost (localhost [127.0.0.1])
TEXT 	by demo1.nasa.lctseng.nctucs.net (Postfix) with ESMTP id 6EBFAA7E91E
TEXT 	for <lctseng@demo1.nasa.lctseng.nctucs.net>; Fri, 20 Nov 2026 20:47:08 +0000 (UTC)
TEXT Message-Id: <20261120204708.6EBFAA7E91E@demo1.nasa.lctseng.nctucs.net>
TEXT Date: Fri, 20 Nov 2026 20:47:08 +0000 (UTC)
TEXT From: lctseng@nasa.lctseng.nctucs.net
BODY DATA\r\n
LOG 6EBFAA7E91E: message-id=<20261120204708.6EBFAA7E91E@demo1.nasa.lctseng.nctucs.net>
