SET pop3d_tls_auth_only no
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
C: QUIT
S: +OK logging out
CLOSED
