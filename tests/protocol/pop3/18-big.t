# larger than one piece of reading and of writing
PEER 127.0.0.1
BIG 20000
MESSAGES 1
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 2 *
C: TOP 1 1
C: RETR 1
C: RETR 2
S: +OK
S: Subject: big
S:
S: 0123456789
S: .
S: +OK 240016 octets
S: Subject: big
S... .
S~ +OK * octets
S... .
C: QUIT
S: +OK logging out
CLOSED
