# The limit is passed in the middle: every chunk is answered, the last one per recipient.
PEER unix
SET message_size_limit 10
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: BDAT 8
C! 12345678
S~ 250 2.0.0 *
C: BDAT 8
C! 12345678
S: 552 5.3.4 Message size exceeds fixed limit
C: BDAT 2 LAST
C! ab
S: 552 5.3.4 Message size exceeds fixed limit
S: 552 5.3.4 Message size exceeds fixed limit
STORED 0
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
