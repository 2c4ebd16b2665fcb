# What is offered; never DSN (reports are mta's), nothing private to strangers.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S: 250-mail.example.org
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-ENHANCEDSTATUSCODES
S: 250-8BITMIME
S: 250-BINARYMIME
S: 250-CHUNKING
S: 250 SMTPUTF8
