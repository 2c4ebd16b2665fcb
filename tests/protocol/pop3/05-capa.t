# RFC 2449 §5, RFC 2595 §4: what is offered in clear, and under TLS
S~ +OK *
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
S: STLS
S: IMPLEMENTATION Mailstead
S: .
C: STLS
S: +OK begin TLS negotiation
TLS
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
S: USER
S: SASL PLAIN LOGIN
S: IMPLEMENTATION Mailstead
S: .
C: STLS
S: -ERR TLS is active already
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
C: CAPA
S... USER
S... .
C: STLS
S: -ERR not after login
C: QUIT
S: +OK logging out
CLOSED
