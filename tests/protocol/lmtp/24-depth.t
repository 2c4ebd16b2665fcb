# No more transactions are read than may be under way.
PEER unix
SET depth 2
HOLD
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
C: RCPT TO:<bob@example.org>
C: BDAT 0 LAST
C: MAIL FROM:<s@example.net>
C: RCPT TO:<bob@example.org>
C: BDAT 0 LAST
C: MAIL FROM:<s@example.net>
C: RCPT TO:<bob@example.org>
C: BDAT 0 LAST
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
WAITING 2
SILENT
RELEASE 1
S: 250 2.0.0 delivered to maildir
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
WAITING 2
RELEASE 1
S: 250 2.0.0 delivered to maildir
S: 250 2.1.0 Ok
S: 250 2.1.5 Ok
RELEASE 1
S: 250 2.0.0 delivered to maildir
