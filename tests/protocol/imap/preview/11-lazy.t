# RFC 8970 4.1 and example 2: NIL where the message would have to be read; what was asked for once is there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: s SELECT INBOX
S... s OK *
C: B1 FETCH 1:2 PREVIEW (LAZY)
S: * 1 FETCH (PREVIEW NIL)
S: * 2 FETCH (PREVIEW NIL)
S: B1 OK Fetch completed.
C: B2 FETCH 2 (PREVIEW)
S: * 2 FETCH (PREVIEW "two")
S: B2 OK Fetch completed.
C: B3 FETCH 1:2 (PREVIEW (LAZY) UID)
S: * 1 FETCH (PREVIEW NIL UID 1)
S: * 2 FETCH (PREVIEW "two" UID 2)
S: B3 OK Fetch completed.
