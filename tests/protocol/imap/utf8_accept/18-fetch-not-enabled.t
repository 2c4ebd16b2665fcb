# RFC 9755 9: who has not gets a header of 7 bits, as RFC 6858 makes it; the body stays.
TEXT INBOX From: José <josé@example.org>, Ann <ann@example.org>\nTo: élan@example.org\nSubject: café\nX-Note: né\nReceived: by é\nContent-Type: text/plain; charset=utf-8; name="é.txt"\n\nné\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 BODY.PEEK[HEADER]
S~ * 1 FETCH (BODY[HEADER] {*}
S: From: =?utf-8?Q?Jos=C3=A9?= <invalid@internationalized-address.invalid>,
S:  "Ann" <ann@example.org>
S: To: =?utf-8?Q?=C3=A9lan=40example=2Eorg?= <invalid@internationalized-address.invalid>
S: Subject: =?utf-8?Q?caf=C3=A9?=
S: X-Note: =?utf-8?Q?n=C3=A9?=
S: Content-Type: text/plain; charset=utf-8
S:
S: )
S: b OK Fetch completed.
C: c FETCH 1 ENVELOPE
S~ * 1 FETCH (ENVELOPE (NIL "=?utf-8?Q?caf=C3=A9?=" (("=?utf-8?Q?Jos=C3=A9?=" NIL "invalid" "internationalized-address.invalid")("Ann" NIL "ann" "example.org")) * NIL NIL NIL NIL))
S: c OK Fetch completed.
C: d FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]
S: * 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {34}
S: Subject: =?utf-8?Q?caf=C3=A9?=
S:
S: )
S: d OK Fetch completed.
C: f FETCH 1 BODY.PEEK[TEXT]
S: * 1 FETCH (BODY[TEXT] {5}
S: né
S: )
S: f OK Fetch completed.
C: g FETCH 1 BODY.PEEK[]
S~ * 1 FETCH (BODY[] {*}
S... Subject: =?utf-8?Q?caf=C3=A9?=
S... 
S: né
S: )
S: g OK Fetch completed.
C: h FETCH 1 BODY.PEEK[]<0.10>
S: * 1 FETCH (BODY[]<0> {10}
S: From: =?ut)
S: h OK Fetch completed.
