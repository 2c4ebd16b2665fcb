PEER 127.0.0.1
SET lmtpd_tls_security_level encrypt
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 530 5.7.0 Must issue a STARTTLS command first
C: NOOP
S: 250 2.0.0 Ok
C: BDAT 6 LAST
C! QUIT\r\n
S: 530 5.7.0 Must issue a STARTTLS command first
C: STARTTLS
S: 220 2.0.0 Ready to start TLS
TLS
C: LHLO client
S... 250 SMTPUTF8
C: MAIL FROM:<s@example.net>
S: 250 2.1.0 Ok
