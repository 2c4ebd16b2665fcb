PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM: s@example.net SIZE=many
S~ 501 *
C: MAIL FROM:<s@example.net> FOO=BAR
S~ 555 *
C: MAIL TO:<s@example.net>
S~ 501 *
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<>
S~ 501 *
C: RCPT TO:<bob@example.org> NOTIFY=NEVER
S~ 555 *
C: RCPT FROM:<bob@example.org>
S~ 501 *
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
