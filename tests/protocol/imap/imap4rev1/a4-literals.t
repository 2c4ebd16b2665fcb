# Literals where strings may stand; malformed ones.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE {4}
S: + OK
C: Work
S~ b OK [MAILBOXID (F*)] Create completed.
C! c RENAME {4+}\r\nWork {4+}\r\nPlay\r\n
S: c OK Rename completed.
C! d CREATE {3+}\r\na\0b\r\n
S: d BAD Error in IMAP command CREATE: NUL in a literal.
C! e CREATE "a\0b"\r\n
S: e BAD Error in IMAP command CREATE: line end or NUL in a quoted string.
C: f CREATE "unfinished
S: f BAD Error in IMAP command CREATE: quoted string without end.
C: g CREATE "bad \q escape"
S: g BAD Error in IMAP command CREATE: invalid escape in a quoted string.
C: h CREATE {x}
S: h BAD Error in IMAP command CREATE: number expected.
C! i NOOP\n
S: i OK NOOP completed.
