# RFC 7162 3.2.4: a FETCH that sets \Seen tells UID and MODSEQ.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX (CONDSTORE)
S... s OK *
C: b FETCH 1 BODY[TEXT]
S: * 1 FETCH (BODY[TEXT] {8}
S: body 1
S: )
S: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ (3))
S: b OK Fetch completed.
