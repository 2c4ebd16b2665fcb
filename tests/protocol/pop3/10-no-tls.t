SET pop3d_tls_security_level none
S~ +OK *
C: STLS
S: -ERR no TLS here
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
S: IMPLEMENTATION Mailstead
S: .
C: QUIT
S: +OK logging out
CLOSED
