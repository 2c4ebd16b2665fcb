# Bytes that a quoted string cannot hold come as literals; a NUL as 0x80.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: café\n\na\0b\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 ENVELOPE
S: * 1 FETCH (ENVELOPE (NIL {5}
S: café NIL NIL NIL NIL NIL NIL NIL NIL))
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
