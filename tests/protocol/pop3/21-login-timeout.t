# before login all patience together is pop3d_login_timeout
PEER 127.0.0.1
S~ +OK *
CLOCK +100s
C: CAPA
S... .
CLOCK +70s
C: USER bob
S: +OK
CLOCK +11s
CLOSED
