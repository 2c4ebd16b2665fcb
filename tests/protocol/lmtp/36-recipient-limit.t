PEER unix
SET lmtpd_recipient_limit 2
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<ann@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<carl@example.org>
S: 452 4.5.3 Error: too many recipients
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
S: 250 2.0.0 delivered to maildir
