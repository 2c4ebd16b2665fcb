# RFC 4954 §4
PEER 192.0.2.10
SET lmtpd_sasl_auth_enable yes
SET lmtpd_tls_auth_only no
S: 220 mail.example.org LMTP Mailstead
C: LHLO client
S: 250-mail.example.org
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-STARTTLS
S: 250-AUTH PLAIN LOGIN
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 530 5.7.0 Authentication required
C: AUTH PLAIN AGJvYkBleGFtcGxlLm9yZwBzZWNyZXQ=
S: 235 2.7.0 Authentication successful
C: AUTH PLAIN AGJvYkBleGFtcGxlLm9yZwBzZWNyZXQ=
S: 503 5.5.1 Error: already authenticated
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<bob@example.org>
S: 250 2.1.5 Ok
C: AUTH PLAIN
S: 503 5.5.1 Error: AUTH not permitted during a mail transaction
C: DATA
S: 354 End data with <CR><LF>.<CR><LF>
C: Subject: x
C: .
S: 250 2.0.0 delivered to maildir
