# 250, 452, 552 and 550 in one transaction.
PEER unix
SET virtual_mailbox_limit 1000
FAIL deposit EFBIG at 3
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<nobody@example.org>
S: 550 5.1.1 <nobody@example.org>: User unknown
C: RCPT TO:<full@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<carl@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
S: 452 4.2.2 mailbox is full
S: 451 4.3.0 temporary trouble with the mailbox
S: 250 2.0.0 delivered to mailbox
STORED 2
C: QUIT
S: 221 2.0.0 Bye
CLOSED
