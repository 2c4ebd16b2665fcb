# RFC 6856 section 2.1, RFC 6858: without UTF8 the header has no 8-bit octets; the text stays
PEER 127.0.0.1
MESSAGE From: José <josé@example.org>\nSubject: café\nX-Plain: y\n\ncafé in the text\nmore\n
MESSAGE Subject: plain\n\ncafé\n
MESSAGE no header: café\n
S~ +OK *
C: USER bob
S: +OK
C: PASS secret
S~ +OK 3 *
C: RETR 1
S~ +OK * octets
S: From: =?utf-8?Q?Jos=C3=A9?= <invalid@internationalized-address.invalid>
S: Subject: =?utf-8?Q?caf=C3=A9?=
S: X-Plain: y
S:
S: café in the text
S: more
S: .
C: TOP 1 1
S: +OK
S: From: =?utf-8?Q?Jos=C3=A9?= <invalid@internationalized-address.invalid>
S: Subject: =?utf-8?Q?caf=C3=A9?=
S: X-Plain: y
S:
S: café in the text
S: .
C: TOP 1 0
S... .
C: RETR 2
S~ +OK * octets
S: Subject: plain
S:
S: café
S: .
C: RETR 3
S~ +OK * octets
S... .
C: QUIT
S: +OK logging out
CLOSED
SEEN 3
