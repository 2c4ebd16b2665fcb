# Who may connect to a Unix socket is what its mode says.
PEER unix
SET rules 554 5.7.1 Client host rejected
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
