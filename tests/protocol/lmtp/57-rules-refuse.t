# A list of restrictions decides for MAIL and VRFY; what is known of the client may change its mind.
PEER 192.0.2.10
SET rules 554 5.7.1 Client host rejected
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: VRFY bob@example.org
S: 554 5.7.1 Client host rejected
C: MAIL FROM:<s@example.net>
S: 554 5.7.1 Client host rejected: s@example.net
C: RCPT TO:<bob@example.org>
S: 503 5.5.1 Error: need MAIL command
C: BDAT 6 LAST
C! QUIT\r\n
S: 503 5.5.1 Error: need MAIL command
C: LHLO friend.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
