# A token behind AUTH may be longer than a line of POP3 (RFC 5034 §4 leaves it 255 octets); nothing else may, and nothing after the login
SET pop3d_line_length_limit 60
PEER 127.0.0.1
S~ +OK *
C! AUTH PLAIN AGJvYgB4
C* 300 eHh4
C:
S: -ERR [AUTH] authentication failed
C! USER b
C* 100 o
C:
S: -ERR line too long
C: USER bob
S: +OK
C: PASS secret
S~ +OK 0 *
C! AUTH PLAIN AGJvYgB4
C* 300 eHh4
C:
S: -ERR line too long
C: QUIT
S: +OK logging out
CLOSED
