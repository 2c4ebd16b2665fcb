# RFC 3030 §2: DATA after BDAT is 503; RSET clears it.
PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: BDAT 3
C! abc
S~ 250 2.0.0 *
C: DATA
S: 503 5.5.1 Error: need BDAT command
C: RCPT TO:<ann@example.org>
S: 503 5.5.1 Error: need MAIL command
C: RSET
S: 250 2.0.0 Ok
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
