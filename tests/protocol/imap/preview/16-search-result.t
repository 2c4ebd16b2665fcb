# RFC 8970, example 3: previews of what a search has found; \Seen is not set.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: foo@example.org\n\none\n
TEXT INBOX From: bar@example.org\n\ntwo\n
C: s SELECT INBOX
S... s OK *
C: C1 SEARCH RETURN (SAVE) FROM "FOO"
S: C1 OK Search completed, result saved.
C: C2 FETCH $ (UID PREVIEW (LAZY))
S: * 1 FETCH (UID 1 PREVIEW NIL)
S: C2 OK Fetch completed.
C: C3 UID FETCH 1 (PREVIEW)
S: * 1 FETCH (UID 1 PREVIEW "one")
S: C3 OK Fetch completed.
C: C4 SEARCH SEEN
S: * SEARCH
S: C4 OK Search completed.
