# "$" counts as what it holds.
SET saves_at_once 2
BULK INBOX 3
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (SAVE) ALL
S~ b OK *
C: c COPY $ other
S~ c NO [MESSAGELIMIT 2 2] *
C: d SEARCH RETURN (SAVE) 1
S~ d OK *
C: f COPY $ other
S~ f OK [COPYUID * 1 1] Copy completed.
