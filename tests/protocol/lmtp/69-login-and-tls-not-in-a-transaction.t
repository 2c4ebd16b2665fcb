# RFC 4954 §4, RFC 3207 §4: neither within a transaction; it goes on.
PEER 127.0.0.1
SET lmtpd_sasl_auth_enable yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: AUTH PLAIN AGJvYkBleGFtcGxlLm9yZwBzZWNyZXQ=
S: 503 5.5.1 Error: AUTH not permitted during a mail transaction
C: STARTTLS
S: 503 5.5.1 Error: STARTTLS not permitted during a mail transaction
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
