# many commands in one piece: each is answered, in order, and mistakes among them end the session
SET pop3d_hard_error_limit 5
PEER 127.0.0.1
MESSAGES 1
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 1 *
C* 5000 NOOP\r\n
C: STAT
S... +OK 1 *
C* 4 FROB\r\nNOOP\r\n
C* 5 FROB\r\n
S: -ERR unknown command
S: +OK
S: -ERR unknown command
S: +OK
S: -ERR unknown command
S: +OK
S: -ERR unknown command
S: +OK
S: -ERR unknown command
S: -ERR unknown command
S: -ERR unknown command
S: -ERR unknown command
S: -ERR unknown command
S: -ERR too many errors
CLOSED
