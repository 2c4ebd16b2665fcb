# The classic conversation (HELO, no extensions).
SET myhostname smtp.example.com
SET mail_name Postfix
SET mydestination example.org
S: 220 smtp.example.com ESMTP Postfix
C: HELO mail.ora.com
S: 250 smtp.example.com
C: MAIL FROM:<info@ora.com>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: To: Kyle Dent<kdent@example.com>
C: From:<info@ora.com>
C: Subject:SMTP Example
C:
C: This is a message body.
C: It continues until a dot
C: is typed on a line by itself.
C: .
S: 250 2.0.0 Ok: queued as 6EBFAA7E91E
C: QUIT
S: 221 2.0.0 Bye
CLOSED
QUEUED 1
FROM <info@ora.com>
TO <bob@example.com>
TEXT Received: from mail.ora.com (unknown [192.0.2.10])
TEXT 	by smtp.example.com (Postfix) with SMTP id 6EBFAA7E91E
TEXT 	for <bob@example.com>; Fri, 20 Nov 2026 20:47:08 +0000 (UTC)
TEXT Subject:SMTP Example
BODY This is a message body.\r\nIt continues until a dot\r\nis typed on a line by itself.\r\n
# foreign mail without Message-Id and Date stays without them
NOTEXT Date: Fri, 20 Nov 2026 20:47:08 +0000 (UTC)
LOG connect from unknown[192.0.2.10]
LOG 6EBFAA7E91E: client=unknown[192.0.2.10]
LOG 6EBFAA7E91E: message-id=<>
LOG disconnect from unknown[192.0.2.10] helo=1 mail=1 rcpt=1 data=1 quit=1 commands=5
