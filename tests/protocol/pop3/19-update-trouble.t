# RFC 1939 §6: QUIT says when the deletions did not happen
PEER 127.0.0.1
MESSAGES 2
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 2 *
C: DELE 1
S: +OK marked for deletion
STORE expunge EIO
C: QUIT
S: -ERR [SYS/TEMP] some deleted messages were not removed
CLOSED
LEFT 2
