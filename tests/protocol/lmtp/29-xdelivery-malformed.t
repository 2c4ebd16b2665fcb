PEER unix
SET trusted yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 XMAILSTEAD
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org> XDELIVERY=nonsense
S~ 501 5.5.4 *
C: RCPT TO:<bob@example.org> XDELIVERY=1-2-3,first,virtual,bob@example.org
S~ 501 5.5.4 *
C: BDAT 0 LAST
S: 503 5.5.1 Error: no valid recipients
