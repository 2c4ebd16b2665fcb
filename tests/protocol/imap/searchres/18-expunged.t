# A message that is gone leaves the result by itself (RFC 5182 2.1), and the numbers follow.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (SAVE) 2:4
S: b OK Search completed, result saved.
GONE INBOX 3
C: x FETCH 1 UID
S: * 1 FETCH (UID 1)
S: x OK Fetch completed.
C: c FETCH $ UID
S: * 2 FETCH (UID 2)
S: * 4 FETCH (UID 4)
S: c OK Fetch completed.
C: d NOOP
S: * 3 EXPUNGE
S: d OK NOOP completed.
C: e FETCH $ UID
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 4)
S: e OK Fetch completed.
