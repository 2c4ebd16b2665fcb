# a message that another session removed meanwhile: refused, and no number moves
PEER 127.0.0.1
MESSAGES 3
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 3 *
EXPUNGED 2
C: RETR 2
S: -ERR the message is not there any more
C: TOP 2 0
S: -ERR the message is not there any more
C: STAT
S~ +OK 3 *
C: UIDL 3
S~ +OK 3 *
C: RETR 3
S~ +OK *
S: Subject: message 3
S... .
C: DELE 2
S: +OK marked for deletion
C: QUIT
S: +OK logging out, messages deleted
CLOSED
LEFT 2
