# SELECT begins with an empty variable.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (SAVE) ALL
S: b OK Search completed, result saved.
C: s SELECT INBOX
S... s OK *
C: c FETCH $ UID
S: c OK Fetch completed.
