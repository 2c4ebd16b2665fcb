# RFC 2449 section 5: CAPA before and after the login; what depends on the state differs, the rest does not
PEER 127.0.0.1
SET pop3d_tls_auth_only no
SET pop3d_tls_security_level none
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
S: UTF8 USER
S: USER
S: SASL PLAIN LOGIN
S: IMPLEMENTATION Mailstead
S: .
C: CAPA now
S: -ERR no argument expected
C: capa
S: +OK
S... .
C: USER bob
S: +OK
C: CAPA
S: +OK
S... .
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
