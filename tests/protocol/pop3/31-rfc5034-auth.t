# RFC 5034 section 4: initial responses, an empty one, challenges, the last words of a mechanism, cancelling
PEER 127.0.0.1
MECHANISM FIRST <abc
MECHANISM EMPTY <
MECHANISM TALK >ask <yes >more <done
MECHANISM FAIL >ask <never
S~ +OK *
C: AUTH TALK
S: + YXNr
C: *
S: -ERR authentication cancelled
C: AUTH FAIL
S: + YXNr
C: bm8=
S: -ERR [AUTH] authentication failed
C: AUTH FIRST YWJjZA==
S: -ERR [AUTH] authentication failed
C: AUTH FIRST YWJj YWJj
S: -ERR AUTH takes a mechanism and at most one response
C: AUTH FIRST YWJ
S: -ERR the initial response is not base64
C: AUTH FIRST
S: + 
C: YWJj
S~ +OK 0 *
C: QUIT
S: +OK logging out
CLOSED
CONNECT 2
S~ +OK *
C: auth empty =
S~ +OK 0 *
C: QUIT
S: +OK logging out
CLOSED
CONNECT 3
S~ +OK *
C: AUTH TALK
S: + YXNr
C: eWVz
S: + bW9yZQ==
C: ZG9uZQ==
S~ +OK 0 *
C: AUTH TALK
S: -ERR not after login
