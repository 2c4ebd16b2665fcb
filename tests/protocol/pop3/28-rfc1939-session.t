# RFC 1939 section 10: the example session
PEER 127.0.0.1
MESSAGE Subject: one\n\nfirst\n
MESSAGE Subject: two\n\nsecond\n
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S: +OK 2 messages (47 octets)
C: STAT
S: +OK 2 47
C: LIST
S: +OK 2 messages (47 octets)
S: 1 23
S: 2 24
S: .
C: RETR 1
S: +OK 23 octets
S: Subject: one
S:
S: first
S: .
C: DELE 1
S: +OK marked for deletion
C: RETR 2
S: +OK 24 octets
S: Subject: two
S:
S: second
S: .
C: DELE 2
S: +OK marked for deletion
C: QUIT
S: +OK logging out, messages deleted
CLOSED
LEFT 0
