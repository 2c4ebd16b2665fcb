# RFC 2033 §4.2: the same forward-path twice is two replies and two deliveries.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
S: 250 2.0.0 delivered to maildir
S: 250 2.0.0 delivered to maildir
STORED 3
C: QUIT
S: 221 2.0.0 Bye
CLOSED
