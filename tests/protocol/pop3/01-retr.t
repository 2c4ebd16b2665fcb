# RFC 1939 §5: STAT, LIST, RETR, NOOP, byte-stuffing, LF stored and CRLF sent
PEER 127.0.0.1
MESSAGE Subject: one\n\nhello\n
MESSAGE Subject: dots\r\n\r\n.\r\n..two\r\n.x\r\nend\r\n
MESSAGE Subject: no end\n\nlast line without end
S: +OK Mailstead POP3 ready
C: USER bob
S: +OK
C: PASS secret
S~ +OK 3 messages (* octets)
C: STAT
S~ +OK 3 *
C: LIST
S~ +OK 3 messages (* octets)
S: 1 23
S: 2 36
S~ 3 *
S: .
C: LIST 1
S: +OK 1 23
C: RETR 1
S: +OK 23 octets
S: Subject: one
S:
S: hello
S: .
C: RETR 2
S: +OK 36 octets
S: Subject: dots
S:
S: ..
S: ...two
S: ..x
S: end
S: .
C: RETR 3
S~ +OK * octets
S: Subject: no end
S:
S: last line without end
S: .
C: NOOP
S: +OK
C: RETR 4
S: -ERR no such message
C: QUIT
S: +OK logging out
CLOSED
LEFT 3
SEEN 3
