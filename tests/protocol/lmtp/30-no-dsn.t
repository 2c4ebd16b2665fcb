# Reports are mta's: DSN is never offered, its parameters are unknown.
PEER unix
SET trusted yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 XMAILSTEAD
C: MAIL FROM:<s@example.net> RET=FULL
S~ 555 5.5.4 *
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org> NOTIFY=SUCCESS
S~ 555 5.5.4 *
