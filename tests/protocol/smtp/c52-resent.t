# A message sent on gets the Resent- set.
PEER 127.0.0.1
S... 220 *
C: EHLO client.example
S... 250 *
C: MAIL FROM:<a@example.org>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 250 2.1.5 Ok
C: DATA
S~ 354 *
C: Resent-To: bob@example.com
C: From: x@y.example
C:
C: x
C: .
S~ 250 2.0.0 Ok: queued as *
TEXT Resent-From: a@example.org
TEXT Resent-Message-Id: <20261120204708.6EBFAA7E91E@demo1.nasa.lctseng.nctucs.net>
TEXT Resent-Date: Fri, 20 Nov 2026 20:47:08 +0000 (UTC)
NOTEXT Date: Fri, 20 Nov 2026 20:47:08 +0000 (UTC)
