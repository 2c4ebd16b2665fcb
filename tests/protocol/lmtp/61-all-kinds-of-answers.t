# RFC 2033 §4.2: one reply for each accepted RCPT, in their order, also to BDAT LAST and also for who is named twice.
PEER unix
SET over_quota permanent
FAIL deposit EIO at 4
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
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<carl@example.org>
S: 250 2.1.5 Ok
C: BDAT 11
C! Subject: x\r
S: 250 2.0.0 Ok: 11 bytes so far
C: BDAT 4 LAST
C! \n\r\nb
S: 250 2.0.0 delivered to maildir
S: 552 5.2.2 mailbox is full
S: 250 2.0.0 delivered to maildir
S~ 4*
S: 250 2.0.0 delivered to mailbox
STORED 3
C: NOOP
S: 250 2.0.0 Ok
