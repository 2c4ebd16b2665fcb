PEER unix
SET trusted yes
SET lmtpd_hard_error_limit 3
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 XMAILSTEAD
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<a@example.org>
C: RCPT TO:<b@example.org>
C: RCPT TO:<c@example.org>
C: RCPT TO:<d@example.org>
C: RCPT TO:<bob@example.org>
S~ 550 5.1.1 *
S~ 550 5.1.1 *
S~ 550 5.1.1 *
S~ 550 5.1.1 *
S: 250 2.1.5 Ok
C: BDAT 0 LAST
S: 250 2.0.0 delivered to maildir
