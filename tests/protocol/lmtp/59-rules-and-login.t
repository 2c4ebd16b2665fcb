# Who has logged in is a friend. mynetworks does not matter where rules decide.
PEER 127.0.0.1
SET lmtpd_sasl_auth_enable yes
SET rules 450 4.7.1 Not now
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 450 4.7.1 Not now: s@example.net
C: AUTH PLAIN AGJvYkBleGFtcGxlLm9yZwBzZWNyZXQ=
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
