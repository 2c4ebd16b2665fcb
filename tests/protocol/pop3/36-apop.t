# RFC 1939 section 7: the greeting has a timestamp only where APOP may succeed
PEER 127.0.0.1
S: +OK Mailstead POP3 ready
C: APOP bob c4c9334bac560ecc979e58001b3e22fb
S: -ERR no APOP here
C: QUIT
S: +OK logging out
CLOSED
APOP
CONNECT 2
S~ +OK Mailstead POP3 ready <*@localhost>
C: AUTH APOP
S: -ERR no such authentication mechanism here
C: CAPA
S... SASL PLAIN LOGIN
S... .
C: APOP bob
S: -ERR APOP takes a name and a digest
C: APOP bob c4c9334bac560ecc979e58001b3e22fg
S: -ERR APOP takes a digest of 32 hexadecimal digits
C: APOP bob c4c9334bac560ecc979e58001b3e22f
S: -ERR APOP takes a digest of 32 hexadecimal digits
C: apop bob c4c9334bac560ecc979e58001b3e22fb
S: -ERR [AUTH] authentication failed
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
C: APOP bob c4c9334bac560ecc979e58001b3e22fb
S: -ERR not after login
