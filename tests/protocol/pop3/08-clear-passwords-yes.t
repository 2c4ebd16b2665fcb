# also a client on this machine needs TLS
SET pop3d_tls_auth_only yes
PEER 127.0.0.1
S~ +OK *
C: USER bob
S: -ERR [AUTH] clear-text passwords need TLS here
C: STLS
S: +OK begin TLS negotiation
TLS
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
CLOSE
CLOSED
