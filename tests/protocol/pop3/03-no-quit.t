# RFC 1939 §6: without QUIT nothing is removed
PEER 127.0.0.1
MESSAGES 2
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 2 *
C: DELE 1
S: +OK marked for deletion
CLOSE
CLOSED
LEFT 2
