PEER 127.0.0.1
SET no_tls yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client
S: 250-mail.example.org
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-ENHANCEDSTATUSCODES
S... 250 SMTPUTF8
C: STARTTLS
S: 502 5.5.1 Error: command not implemented
