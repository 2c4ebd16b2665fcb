# RFC 1939 §5, §6: DELE, RSET, deletion at QUIT only, numbers do not move
PEER 127.0.0.1
MESSAGES 4
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 4 *
C: DELE 2
S: +OK marked for deletion
C: DELE 2
S: -ERR no such message
C: RETR 2
S: -ERR no such message
C: LIST 2
S: -ERR no such message
C: UIDL 2
S: -ERR no such message
C: TOP 2 0
S: -ERR no such message
C: STAT
S~ +OK 3 *
C: LIST
S~ +OK 3 *
S~ 1 *
S~ 3 *
S~ 4 *
S: .
LEFT 4
C: RSET
S: +OK
C: STAT
S~ +OK 4 *
C: DELE 1
S: +OK marked for deletion
C: DELE 4
S: +OK marked for deletion
C: QUIT
S: +OK logging out, messages deleted
CLOSED
LEFT 2
