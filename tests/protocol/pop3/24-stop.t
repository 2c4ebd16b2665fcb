# the server stops: nothing is deleted
PEER 127.0.0.1
MESSAGES 1
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 1 *
C: DELE 1
S: +OK marked for deletion
STOP
CLOSED
LEFT 1
