PEER unix
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL s@example.net
S~ 501 5.5.4 *
C: MAIL FROM:<a b@>
S~ 501 5.1.7 *
C: MAIL FROM:<s@example.net> XYZ=1
S~ 555 5.5.4 *
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<>
S~ 501 5.1.3 *
C: RCPT bob
S~ 501 5.5.4 *
C: DATA now
S~ 501 5.5.4 *
C: RSET now
S~ 501 5.5.4 *
C: XYZZY
S: 500 5.5.2 Error: command not recognized
C: QUIT now
S: 221 2.0.0 Bye
