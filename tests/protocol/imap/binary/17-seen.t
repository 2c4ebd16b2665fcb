# BINARY makes a message \Seen, BINARY.PEEK and BINARY.SIZE do not; with CONDSTORE the modseq is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nabc\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 (BINARY.SIZE[] BINARY.PEEK[1] FLAGS)
S: * 1 FETCH (BINARY.SIZE[] 19 BINARY[1] {5}
S: abc
S:  FLAGS (\Recent))
S: b OK Fetch completed.
C: c FETCH 1 (BINARY[1])
S: * 1 FETCH (BINARY[1] {5}
S: abc
S:  FLAGS (\Seen \Recent))
S: c OK Fetch completed.
C: d ENABLE CONDSTORE
S... d OK *
C: e STORE 1 -FLAGS.SILENT (\Seen)
S... e OK *
C: f FETCH 1 (BINARY[1]<0.2>)
S: * 1 FETCH (BINARY[1]<0> {2}
S: ab)
S~ * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ (*))
S: f OK Fetch completed.
C: g EXAMINE INBOX
S... g OK *
C: h FETCH 1 BINARY[1]<0.1>
S: * 1 FETCH (BINARY[1]<0> {1}
S: a)
S: h OK Fetch completed.
