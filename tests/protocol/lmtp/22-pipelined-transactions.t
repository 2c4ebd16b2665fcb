# Three transactions in one piece with BDAT; answered out of order by the store, in order to the client.
PEER unix
HOLD
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<a@example.net>
C: RCPT TO:<bob@example.org>
C: BDAT 3 LAST
C! 1\r\nMAIL FROM:<b@example.net>\r\n
C: RCPT TO:<nobody@example.org>
C: BDAT 3 LAST
C! 2\r\nMAIL FROM:<c@example.net>\r\n
C: RCPT TO:<ann@example.org>
C: RCPT TO:<full@example.org>
C: BDAT 3 LAST
C! 3\r\n
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
WAITING 3
RELEASE 3
RELEASE 2
SILENT
RELEASE 1
S: 250 2.0.0 delivered to maildir
S: 250 2.1.0 Ok
S: 550 5.1.1 <nobody@example.org>: User unknown
S: 503 5.5.1 Error: no valid recipients
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S: 250 2.1.5 Ok
S: 250 2.0.0 delivered to maildir
S: 452 4.2.2 mailbox is full
