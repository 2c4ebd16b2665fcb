PEER 192.0.2.10
SET lmtpd_sasl_auth_enable yes
SET lmtpd_tls_auth_only no
S: 220 mail.example.org LMTP Mailstead
C: LHLO client.example.org
S... 250 SMTPUTF8
C: AUTH XYZ
S: 504 5.5.4 Unrecognized authentication type
C: AUTH PLAIN !!!
S: 501 5.5.2 Cannot decode the initial response
C: AUTH PLAIN
S: 334 
C: *
S: 501 5.7.0 Authentication aborted
C: AUTH PLAIN
S: 334 
C: not base64
S: 501 5.5.2 Cannot decode the response
C: AUTH
S~ 501 5.5.4 *
AUTH down
C: AUTH PLAIN AGJvYkBleGFtcGxlLm9yZwBzZWNyZXQ=
S: 454 4.7.0 Temporary authentication failure
