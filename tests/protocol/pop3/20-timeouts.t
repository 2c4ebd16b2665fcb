# RFC 1939 §3: an idle client is left without a word and without deletions
PEER 127.0.0.1
MESSAGES 1
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 1 *
C: DELE 1
S: +OK marked for deletion
CLOCK +9m
SILENT
C: NOOP
S: +OK
CLOCK +11m
CLOSED
LEFT 1
