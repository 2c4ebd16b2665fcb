# A large part comes in pieces and in slices; no more than a piece of it is ever in memory (RFC 3516 4.2).
NOCUT long
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BASE64 INBOX 25000
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 BINARY.SIZE[1]
S: * 1 FETCH (BINARY.SIZE[1] 400000)
S: b OK Fetch completed.
C: c FETCH 1 BINARY.PEEK[1]<300001.15>
S: * 1 FETCH (BINARY[1]<300001> {15}
S: 123456789abcd
S: )
S: c OK Fetch completed.
C: d FETCH 1 BINARY.PEEK[1]<16.32>
S: * 1 FETCH (BINARY[1]<16> {32}
S: 0123456789abcd
S: 0123456789abcd
S: )
S: d OK Fetch completed.
C: e FETCH 1 BINARY.PEEK[1]<399990.100>
S: * 1 FETCH (BINARY[1]<399990> {10}
S: 6789abcd
S: )
S: e OK Fetch completed.
C: f FETCH 1 BINARY.PEEK[1]<400000.1>
S: * 1 FETCH (BINARY[1]<400000> {0}
S: )
S: f OK Fetch completed.
C: g FETCH 1 (BINARY.PEEK[1] BINARY.SIZE[1])
S: * 1 FETCH (BINARY[1] {400000}
S: 0123456789abcd
S...  BINARY.SIZE[1] 400000)
S: g OK Fetch completed.
LARGEST 300000
