# RFC 3206: a service that is away says nothing about the password
PEER 127.0.0.1
S~ +OK *
AUTH down
C: USER bob
S: +OK
C: PASS secret
S: -ERR [SYS/TEMP] temporary authentication failure, try again later
C: AUTH PLAIN AGJvYgBzZWNyZXQ=
S: -ERR [SYS/TEMP] temporary authentication failure, try again later
AUTH up
C: PASS secret
S: -ERR USER comes first
C: USER bob
S: +OK
C: PASS Secret
S: -ERR [AUTH] authentication failed
C: USER nobody
S: +OK
C: PASS secret
S: -ERR [AUTH] authentication failed
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
CLOSE
CLOSED
