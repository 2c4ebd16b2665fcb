# RFC 6856 section 2: after UTF8 a message is shown as it is
PEER 127.0.0.1
MESSAGE From: José <josé@example.org>\nSubject: café\nX-Plain: y\n\ncafé in the text\n
S~ +OK *
C: UTF8 now
S: -ERR no argument expected
C: UTF8
S: +OK UTF8 enabled
C: STLS
S: -ERR STLS comes before UTF8
C: USER bob
S: +OK
C: PASS secret
S~ +OK 1 *
C: UTF8
S: -ERR not after login
C: RETR 1
S~ +OK * octets
S: From: José <josé@example.org>
S: Subject: café
S: X-Plain: y
S:
S: café in the text
S: .
C: TOP 1 0
S: +OK
S: From: José <josé@example.org>
S: Subject: café
S: X-Plain: y
S:
S: .
