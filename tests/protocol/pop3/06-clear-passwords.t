# A client that is not on this machine must not send a password in clear (pop3d_tls_auth_only = remote)
S~ +OK *
C: USER bob
S: -ERR [AUTH] clear-text passwords need TLS here
C: AUTH PLAIN AGJvYgBzZWNyZXQ=
S: -ERR [AUTH] clear-text passwords need TLS here
C: AUTH NONE
S: -ERR no such authentication mechanism here
C: AUTH
S: +OK
S: .
C: PASS secret
S: -ERR USER comes first
C: QUIT
S: +OK logging out
CLOSED
