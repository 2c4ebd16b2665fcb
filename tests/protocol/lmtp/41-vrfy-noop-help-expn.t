PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: VRFY bob@example.org
S: 252 2.0.0 bob@example.org
C: VRFY
S~ 501 5.5.4 *
C: NOOP whatever
S: 250 2.0.0 Ok
C: HELP
S~ 214 2.0.0 *
C: EXPN list
S: 502 5.5.1 Error: command not implemented
C: ETRN example.org
S: 500 5.5.2 Error: command not recognized
