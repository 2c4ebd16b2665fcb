PEER 192.0.2.10
SET lmtpd_sasl_auth_enable yes
SET lmtpd_tls_auth_only no
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: AUTH PLAIN
S: 334 
C: AGJvYkBleGFtcGxlLm9yZwBzZWNyAAA=
S: 535 5.7.8 Error: authentication failed
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: Ym9iQGV4YW1wbGUub3Jn
S: 334 UGFzc3dvcmQ6
C: c2VjcmV0
S: 235 2.7.0 Authentication successful
