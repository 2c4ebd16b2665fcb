# RFC 2920 §3.1: a whole group in one piece.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
C: RCPT TO:<bob@example.org>
C: RCPT TO:<nobody@example.org>
C: RCPT TO:<ann@example.org>
C: DATA
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S: 550 5.1.1 <nobody@example.org>: User unknown
S: 250 2.1.5 Ok
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
C: MAIL FROM:<t@example.net>
C: RCPT TO:<bob@example.org>
C: DATA
S: 250 2.0.0 delivered to maildir
S: 250 2.0.0 delivered to maildir
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: y
C: .
C: QUIT
S: 250 2.0.0 delivered to maildir
S: 221 2.0.0 Bye
CLOSED
STORED 3
