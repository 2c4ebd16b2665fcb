# 8-bit headers come encoded (RFC 9755 9); a NUL in a body as 0x80.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: café\n\na\0b\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 ENVELOPE
S: * 1 FETCH (ENVELOPE (NIL "=?utf-8?Q?caf=C3=A9?=" NIL NIL NIL NIL NIL NIL NIL NIL))
S: b OK Fetch completed.
C: c FETCH 1 BODY.PEEK[TEXT]
S: * 1 FETCH (BODY[TEXT] {5}
S~ a*b
S: )
S: c OK Fetch completed.
C: d FETCH 1 BODY.PEEK[HEADER.FIELDS ("\"odd\"")]
S: * 1 FETCH (BODY[HEADER.FIELDS ("\"odd\"")] {2}
S: 
S: )
S: d OK Fetch completed.
