# RFC 9051 6.4.5 and appendix B: the FETCH side of BINARY belongs to it.
TEXT INBOX Content-Transfer-Encoding: base64\nContent-Type: text/plain\n\naGVsbG8=\n
TEXT INBOX Content-Transfer-Encoding: x-odd\n\nzzz\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])
S~ * 1 FETCH (BINARY.SIZE[1] 5 BINARY[1] {5}
S: hello)
S: b OK Fetch completed.
C: c FETCH 2 BINARY[1]
S... c NO [UNKNOWN-CTE] *
