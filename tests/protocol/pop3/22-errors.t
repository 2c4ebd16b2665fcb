# too many mistakes end a session; a line that is too long is one of them
SET pop3d_hard_error_limit 4
SET pop3d_line_length_limit 40
PEER 127.0.0.1
S~ +OK *
C: FROB
S: -ERR unknown command
C* 100 x
C:
S: -ERR line too long
C: STAT
S: -ERR log in first
C: PASS x
S: -ERR USER comes first
S: -ERR too many errors
CLOSED
