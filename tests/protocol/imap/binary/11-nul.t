# Decoded octets with a NUL come as literal8 (RFC 3516 4.3). A whole message has no encoding of its own.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Content-Transfer-Encoding: base64\n\nYQBiCg==\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 (BINARY.PEEK[1] BINARY.SIZE[1])
S= nul.bytes
S: b OK Fetch completed.
C: c FETCH 1 BINARY.PEEK[1]<1.2>
S= nul-part.bytes
S: c OK Fetch completed.
C: d FETCH 1 BINARY.PEEK[]
S= nul-whole.bytes
S: d OK Fetch completed.
C: e FETCH 1 (BINARY.PEEK[1]<4.10> BINARY.PEEK[1]<9.1>)
S: * 1 FETCH (BINARY[1]<4> ~{0}
S:  BINARY[1]<9> ~{0}
S: )
S: e OK Fetch completed.
