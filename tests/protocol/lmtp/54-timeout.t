PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
CLOCK +301s
S: 421 4.4.2 mail.example.org Error: timeout exceeded
CLOSED
