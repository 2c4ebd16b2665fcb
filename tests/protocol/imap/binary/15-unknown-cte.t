# An encoding nobody knows fails the command (RFC 3516 4.3); other messages are told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Content-Transfer-Encoding: x-uue\n\nabc\n
TEXT INBOX Subject: b\n\nabc\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1:2 BINARY.PEEK[1]
S: * 2 FETCH (BINARY[1] {5}
S: abc
S: )
S~ b NO [UNKNOWN-CTE] *
C: c FETCH 1 BINARY.SIZE[1]
S~ c NO [UNKNOWN-CTE] *
C: d FETCH 1 BINARY.PEEK[]<0.7>
S: * 1 FETCH (BINARY[]<0> {7}
S: Content)
S: d OK Fetch completed.
