# RFC 3207 §4.2, §5: what was sent in clear behind STARTTLS is never obeyed.
NOCUT what is sent behind STARTTLS has to be there when it is obeyed
PEER 127.0.0.1
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: STARTTLS
C: LHLO evil
C: MAIL FROM:<evil@example.net>
S: 220 2.0.0 Ready to start TLS
TLS
C: NOOP
S: 250 2.0.0 Ok
C: RCPT TO:<bob@example.org>
S: 503 5.5.1 Error: send LHLO first
