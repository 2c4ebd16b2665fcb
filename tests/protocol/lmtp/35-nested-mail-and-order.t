PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: RCPT TO:<bob@example.org>
S: 503 5.5.1 Error: need MAIL command
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: MAIL FROM:<t@example.net>
S: 503 5.5.1 Error: nested MAIL command
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: LHLO again
S... 250 SMTPUTF8
C: DATA
S: 503 5.5.1 Error: need MAIL command
