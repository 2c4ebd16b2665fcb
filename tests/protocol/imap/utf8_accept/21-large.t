# A large message has such a header too, whole and in slices.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LINES INBOX 30000 Subject: café
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 (BODY.PEEK[]<0.40> BODY.PEEK[]<34.8>)
S: * 1 FETCH (BODY[]<0> {40}
S: Subject: =?utf-8?Q?caf=C3=A9?=
S:
S: body 1 BODY[]<34> {8}
S: body 1
S: )
S: b OK Fetch completed.
C: c FETCH 1 BODY.PEEK[]
S~ * 1 FETCH (BODY[] {*}
S: Subject: =?utf-8?Q?caf=C3=A9?=
S:
S: body 1
S... body 30000
S: )
S: c OK Fetch completed.
