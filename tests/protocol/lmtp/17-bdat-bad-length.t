# A chunk of unknown length cannot be passed over: the connection is closed.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: BDAT twelve LAST
S~ 521 5.5.4 *
CLOSED
STORED 0
