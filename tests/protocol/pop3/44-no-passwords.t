# where PLAIN is filtered out, USER has no password to offer either
SET pop3d_sasl_mechanism_filter TOKEN
MECHANISM TOKEN <token
PEER 127.0.0.1
MESSAGES 1
S~ +OK *
C: CAPA
S... SASL TOKEN
S... .
C: USER bob
S: -ERR no passwords here: use AUTH
C: PASS secret
S: -ERR USER comes first
C: AUTH PLAIN AGJvYgBzZWNyZXQ=
S: -ERR no such authentication mechanism here
C: AUTH TOKEN dG9rZW4=
S~ +OK 1 *
C: QUIT
S: +OK logging out
CLOSED
