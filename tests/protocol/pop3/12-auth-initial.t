PEER ::1
S~ +OK *
C: auth plain AGJvYgBzZWNyZXQ=
S~ +OK 0 *
C: QUIT
S: +OK logging out
CLOSED
