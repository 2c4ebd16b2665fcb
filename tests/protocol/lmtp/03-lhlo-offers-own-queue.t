# The private socket with our own queue at the other end.
PEER unix
SET trusted yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S: 250-mail.example.org
S: 250-PIPELINING
S: 250-SIZE
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-BINARYMIME
S: 250-CHUNKING
S: 250-SMTPUTF8
S: 250 XMAILSTEAD
