# LOGIN-DELAY, RFC 2449 section 6.5: told, and kept for the account, not for the connection; a wrong password does not learn of it.
PEER 127.0.0.1
SET pop3d_login_delay 900
MESSAGES 1
S~ +OK *
C: CAPA
S... LOGIN-DELAY 900
S... .
C: USER bob
S~ +OK*
C: PASS secret
S~ +OK 1 *
C: QUIT
S~ +OK *
CLOSED
CONNECT 2
S~ +OK *
C: USER bob
S~ +OK*
C: PASS secret
S: -ERR [LOGIN-DELAY] too soon after the last login
C: USER bob
S~ +OK*
C: PASS wrong
S~ -ERR [AUTH] *
