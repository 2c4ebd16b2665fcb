# RFC 2595 section 4: STLS once, before the login; CAPA is to be asked again
S~ +OK *
C: STLS now
S: -ERR no argument expected
C: STLS
S: +OK begin TLS negotiation
TLS
C: STLS
S: -ERR TLS is active already
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
C: STLS
S: -ERR not after login
C: QUIT
S: +OK logging out
CLOSED
