# lmtpd_tls_auth_only = remote: a stranger's password does not cross in clear.
PEER 192.0.2.10
SET lmtpd_sasl_auth_enable yes
S: 220 mail.example.org LMTP Mailstead
C: LHLO client
S: 250-mail.example.org
S: 250-PIPELINING
S: 250-SIZE 10240000
S: 250-STARTTLS
S: 250-ENHANCEDSTATUSCODES
S... 250 SMTPUTF8
C: AUTH PLAIN AGJvYkBleGFtcGxlLm9yZwBzZWNyZXQ=
S: 538 5.7.11 Encryption required for requested authentication mechanism
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: LHLO client
S... 250-AUTH PLAIN LOGIN
S... 250 SMTPUTF8
C: AUTH PLAIN AGJvYkBleGFtcGxlLm9yZwBzZWNyZXQ=
S: 235 2.7.0 Authentication successful
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
