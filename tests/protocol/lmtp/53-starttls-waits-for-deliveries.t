# Replies of deliveries leave in clear before the handshake begins, never inside it.
PEER 127.0.0.1
HOLD
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
WAITING 1
C: STARTTLS
SILENT
RELEASE 1
S: 250 2.0.0 delivered to maildir
S: 220 2.0.0 Ready to start TLS
TLS
C: LHLO client
S... 250 SMTPUTF8
