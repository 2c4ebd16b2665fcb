# RFC 5182 2.2, example 1: a search whose result a FETCH uses.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
FLAGS INBOX 2 + \Flagged
FLAGS INBOX 4 + \Flagged
C: s SELECT INBOX
S... s OK *
C: A282 SEARCH RETURN (SAVE) FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
S: A282 OK Search completed, result saved.
C: A283 FETCH $ (UID FLAGS)
S: * 2 FETCH (UID 2 FLAGS (\Flagged \Recent))
S: * 4 FETCH (UID 4 FLAGS (\Flagged \Recent))
S: A283 OK Fetch completed.
