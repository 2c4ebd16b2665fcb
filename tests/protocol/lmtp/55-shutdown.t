# Deliveries are answered before the goodbye; a text half sent is not a message.
PEER unix
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
C: MAIL FROM:<t@example.net>
C: RCPT TO:<ann@example.org>
C: DATA
C: half a text
PAUSE
STOP
SILENT
RELEASE 1
S: 250 2.0.0 delivered to maildir
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S: 354 End data with <CR><LF>.<CR><LF>
S: 421 4.3.2 mail.example.org Service is shutting down
CLOSED
STORED 1
