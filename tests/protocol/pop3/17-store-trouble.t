# trouble before the +OK has a reply (after it only the end of the connection is honest: session_test.cpp)
PEER 127.0.0.1
MESSAGES 2
BIG 20
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 3 *
STORE open EIO
C: RETR 1
S: -ERR [SYS/TEMP] temporary trouble, try again later
STORE read EIO
C: RETR 1
S: -ERR [SYS/TEMP] temporary trouble, try again later
STORE unique_ids EIO
C: UIDL
S: -ERR [SYS/TEMP] temporary trouble, try again later
C: UIDL 1
S~ +OK 1 *
EXPUNGED 2
C: RETR 2
S: -ERR the message is not there any more
C: QUIT
S: +OK logging out
CLOSED
LEFT 2
