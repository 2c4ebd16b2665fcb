# RFC 2595 §4: STLS is for the time before the login, and is told then alone
PEER 127.0.0.1
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
C: CAPA
S: +OK
S: CAPA
S: TOP
S: UIDL
S: RESP-CODES
S: AUTH-RESP-CODE
S: PIPELINING
S: EXPIRE NEVER
S: LANG
S: UTF8 USER
S: USER
S: SASL PLAIN LOGIN
S: IMPLEMENTATION Mailstead
S: .
C: STLS
S: -ERR not after login
C: QUIT
S: +OK logging out
CLOSED
