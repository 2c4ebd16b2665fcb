# RFC 2033 §4.2: DATA without a successful RCPT must fail with 503.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: DATA
S: 503 5.5.1 Error: need MAIL command
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: DATA
S: 503 5.5.1 Error: no valid recipients
C: RCPT TO:<nobody@example.org>
S: 550 5.1.1 <nobody@example.org>: User unknown
C: DATA
S: 503 5.5.1 Error: no valid recipients
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
