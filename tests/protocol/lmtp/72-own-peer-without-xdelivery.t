# Another program of our user (Postfix beside us) does not say XDELIVERY: its recipients get ids of their own, like anybody's.
PEER unix
SET trusted yes
HOLD
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 XMAILSTEAD
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: BDAT 6 LAST
C! hello\n
WAITING 2
DISTINCT
RELEASE 1
RELEASE 1
S: 250 2.0.0 delivered to maildir
S: 250 2.0.0 delivered to maildir
