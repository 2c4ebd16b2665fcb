# pop3d_tls_security_level = encrypt
SET pop3d_tls_security_level encrypt
PEER 127.0.0.1
S~ +OK *
C: USER bob
S: -ERR STLS must come first
C: AUTH PLAIN
S: -ERR STLS must come first
C: CAPA
S... STLS
S... .
C: STLS
S: +OK begin TLS negotiation
TLS
C: AUTH PLAIN AGJvYgBzZWNyZXQ=
S~ +OK 0 *
C: QUIT
S: +OK logging out
CLOSED
