# Who speaks first gets no greeting, and no mail in.
SET @postscreen yes
SET postscreen_greet_action enforce
NOCUT it counts what came at once
C: EHLO early
S: 220-demo1.nasa.lctseng.nctucs.net ESMTP Mailstead
S... 250 *
C: MAIL FROM:<a@b.example>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.com>
S: 550 5.5.1 Protocol error
C: QUIT
S: 221 2.0.0 Bye
CLOSED
LOG NOQUEUE: reject: RCPT from [192.0.2.10]:40000: 550 5.5.1 Protocol error; from=<a@b.example>, to=<bob@example.com>, proto=ESMTP, helo=<early>
LOG DISCONNECT [192.0.2.10]:40000
QUEUED 0
