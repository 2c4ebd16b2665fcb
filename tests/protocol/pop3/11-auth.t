# RFC 5034 §4
PEER 127.0.0.1
S~ +OK *
C: AUTH
S: +OK
S: PLAIN
S: LOGIN
S: .
C: AUTH NTLM
S: -ERR no such authentication mechanism here
C: AUTH PLAIN
S: + 
C: *
S: -ERR authentication cancelled
C: AUTH PLAIN
S: + 
C: not base64!
S: -ERR the response is not base64
C: AUTH PLAIN =AAA
S: -ERR the initial response is not base64
C: AUTH PLAIN AGJvYgB3cm9uZw==
S: -ERR [AUTH] authentication failed
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: Ym9i
S: + UGFzc3dvcmQ6
C: c2VjcmV0
S~ +OK 0 *
C: AUTH PLAIN
S: -ERR not after login
C: QUIT
S: +OK logging out
CLOSED
