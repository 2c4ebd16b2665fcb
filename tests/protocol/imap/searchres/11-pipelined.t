# RFC 5182 2.2, example 2: the same without waiting.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
FLAGS INBOX 2 + \Flagged
C: s SELECT INBOX
S... s OK *
C: A282 SEARCH RETURN (SAVE) FLAGGED
C: A283 FETCH $ (UID)
S: A282 OK Search completed, result saved.
S: * 2 FETCH (UID 2)
S: A283 OK Fetch completed.
