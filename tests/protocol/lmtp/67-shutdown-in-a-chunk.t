# Half a chunk is no message.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: BDAT 100 LAST
C: half
PAUSE
STOP
S: 421 4.3.2 mail.example.org Service is shutting down
CLOSED
STORED 0
