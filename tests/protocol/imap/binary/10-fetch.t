# RFC 3516 4.2, 4.3: parts come decoded, sizes are those of the decoded octets.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\naGVsbG8NCndv\ncmxkDQo=\n--x\nContent-Transfer-Encoding: quoted-printable\n\ncafe =3D =\nau lait\nx\n--x\n\nplain\ntext\n--x--\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])
S: * 1 FETCH (BINARY.SIZE[1] 14 BINARY[1] {14}
S: hello
S: world
S: )
S: b OK Fetch completed.
C: c UID FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[2])
S: * 1 FETCH (UID 1 BINARY.SIZE[2] 17 BINARY[2] {17}
S: cafe = au lait
S: x)
S: c OK Fetch completed.
C: d FETCH 1 (BINARY.PEEK[3] BINARY.SIZE[3])
S: * 1 FETCH (BINARY[3] {11}
S: plain
S: text BINARY.SIZE[3] 11)
S: d OK Fetch completed.
C: e FETCH 1 (BINARY.PEEK[4] BINARY.SIZE[4])
S: * 1 FETCH (BINARY[4] NIL BINARY.SIZE[4] 0)
S: e OK Fetch completed.
