# Nobody knows whether it belongs to us: not now, rather than no.
PEER 127.0.0.1
FAIL networks EIO
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 451 4.3.0 Temporary lookup failure
