# RFC 1939 §7
PEER 127.0.0.1
MESSAGE From: a\nSubject: one\n\nfirst\n.second\nthird\n
MESSAGES 1
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 2 *
C: TOP 1 0
S: +OK
S: From: a
S: Subject: one
S:
S: .
C: TOP 1 2
S: +OK
S: From: a
S: Subject: one
S:
S: first
S: ..second
S: .
C: TOP 1 1000
S: +OK
S: From: a
S: Subject: one
S:
S: first
S: ..second
S: third
S: .
C: TOP 3 1
S: -ERR no such message
C: UIDL
S: +OK
S: 1 000003e900000001
S: 2 000003e900000002
S: .
C: UIDL 2
S: +OK 2 000003e900000002
C: UIDL 3
S: -ERR no such message
C: QUIT
S: +OK logging out
CLOSED
SEEN 0
