# A restriction that hangs up.
PEER 192.0.2.10
SET rules 421 4.7.0 Go away
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
C: RCPT TO:<bob@example.org>
S: 421 4.7.0 Go away: s@example.net
CLOSED
