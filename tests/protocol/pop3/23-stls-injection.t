# what came in clear behind STLS is not taken for something said under TLS
NOCUT the injected line has to arrive with STLS
S~ +OK *
C! STLS\r\nUSER mallory\r\nPASS x\r\n
S: +OK begin TLS negotiation
TLS
C: PASS secret
S: -ERR USER comes first
C: QUIT
S: +OK logging out
CLOSED
