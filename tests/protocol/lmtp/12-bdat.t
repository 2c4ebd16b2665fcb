# RFC 3030 §4.1: chunks, one reply each; the last one is answered per recipient.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<full@example.org>
S: 250 2.1.5 Ok
C: BDAT 12
C! Subject: x\r\n
S~ 250 2.0.0 *
C: BDAT 6
C! \r\nhell
S~ 250 2.0.0 *
C: BDAT 5 LAST
C! o\r\n.\n
S: 250 2.0.0 delivered to maildir
S: 452 4.2.2 mailbox is full
STORED 1
TEXT 1 Subject: x\r\n\r\nhello\r\n.\n
