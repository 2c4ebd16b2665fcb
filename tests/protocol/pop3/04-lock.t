# RFC 1939 §4: one session at a time; RFC 2449 §8.1.1: IN-USE; the hold ends before QUIT's reply
PEER 127.0.0.1
MESSAGES 1
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 1 *
CONNECT 2
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S: -ERR [IN-USE] the maildrop is in use by another session
C: STAT
S: -ERR log in first
ON 1
C: QUIT
S: +OK logging out
CLOSED
ON 2
C: USER bob
S: +OK
C: PASS secret
S~ +OK 1 *
C: QUIT
S: +OK logging out
CLOSED
