# RFC 3207 §4.2: all knowledge from before the handshake is gone.
PEER 127.0.0.1
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: STARTTLS now
S~ 501 5.5.4 *
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: MAIL FROM:<s@example.net>
S: 503 5.5.1 Error: send LHLO first
C: LHLO client
S: 250-mail.example.org
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-ENHANCEDSTATUSCODES
S... 250 SMTPUTF8
C: STARTTLS
S: 554 5.5.1 Error: TLS already active
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
