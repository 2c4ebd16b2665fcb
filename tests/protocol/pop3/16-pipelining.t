# RFC 2449 §6.6: many commands in one piece, answered in order
PEER 127.0.0.1
MESSAGES 3
S~ +OK *
C: USER bob
C: PASS secret
C: STAT
C: RETR 1
C: RETR 2
C: RETR 9
C: RETR 3
C: DELE 1
C: RETR 1
C: NOSUCH
C: RETR 2
C: QUIT
S: +OK
S~ +OK 3 *
S~ +OK 3 *
S~ +OK * octets
S: Subject: message 1
S:
S: line
S: .
S~ +OK * octets
S: Subject: message 2
S:
S: line
S: .
S: -ERR no such message
S~ +OK * octets
S: Subject: message 3
S:
S: line
S: .
S: +OK marked for deletion
S: -ERR no such message
S: -ERR unknown command
S~ +OK * octets
S: Subject: message 2
S:
S: line
S: .
S: +OK logging out, messages deleted
CLOSED
LEFT 2
