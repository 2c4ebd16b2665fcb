# PLAIN without initial response, LOGIN step by step, LOGIN with the name first.
SET smtpd_sasl_auth_enable yes
S... 220 *
C: EHLO x
S... 250 *
C: AUTH PLAIN
S: 334 
C: AHRlc3QAdGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
C: AUTH PLAIN
S: 503 5.5.1 Error: already authenticated
CONNECT 2
S... 220 *
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: dGVzdA==
S: 334 UGFzc3dvcmQ6
C: dGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
CONNECT 3
S... 220 *
C: auth login dGVzdA==
S: 334 UGFzc3dvcmQ6
C: dGVzdHBhc3N3b3Jk
S: 235 2.7.0 Authentication successful
