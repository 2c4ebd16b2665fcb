# RFC 1939 sections 5 to 7: the examples of each command, in their order
PEER 127.0.0.1
MESSAGE Subject: one\n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n
MESSAGE Subject: two\n\nx\n
S~ +OK *
C: USER frated
S: +OK
C: PASS secret
S: -ERR [AUTH] authentication failed
C: USER bob
S: +OK
C: PASS secret
S~ +OK 2 messages (* octets)
C: STAT
S~ +OK 2 *
C: LIST
S~ +OK 2 messages (* octets)
S~ 1 *
S~ 2 *
S: .
C: LIST 2
S: +OK 2 19
C: LIST 3
S: -ERR no such message
C: RETR 1
S~ +OK * octets
S... .
C: DELE 1
S: +OK marked for deletion
C: DELE 2
S: +OK marked for deletion
C: DELE 2
S: -ERR no such message
C: NOOP
S: +OK
C: RSET
S: +OK
C: STAT
S~ +OK 2 *
C: TOP 1 10
S: +OK
S: Subject: one
S:
S: 1
S... 10
S: .
C: TOP 100 3
S: -ERR no such message
C: UIDL
S: +OK
S~ 1 *
S~ 2 *
S: .
C: UIDL 2
S~ +OK 2 *
C: UIDL 3
S: -ERR no such message
C: QUIT
S: +OK logging out
CLOSED
