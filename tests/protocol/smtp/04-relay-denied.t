# No HELO, a stranger, a foreign recipient.
SET mail_name Postfix
S: 220 demo1.nasa.lctseng.nctucs.net ESMTP Postfix
C: MAIL FROM: test@cs.nctu.edu.tw
S: 250 2.1.0 Ok
C: RCPT TO: someone@gmail.com
S: 454 4.7.1 <someone@gmail.com>: Relay access denied
C: QUIT
S: 221 2.0.0 Bye
LOG NOQUEUE: reject: RCPT from unknown[192.0.2.10]: 454 4.7.1 <someone@gmail.com>: Relay access denied; from=<test@cs.nctu.edu.tw> to=<someone@gmail.com> proto=SMTP
LOG disconnect from unknown[192.0.2.10] mail=1 rcpt=0/1 quit=1 commands=2/3
QUEUED 0
