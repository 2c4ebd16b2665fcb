# A message that others have expunged is told with the refusal; what is left may be too much still.
SET saves_at_once 2
BULK INBOX 4
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
GONE INBOX 1
C: b COPY 1:4 other
S: * 1 EXPUNGE
S~ b NO [MESSAGELIMIT 2 3] *
C: c COPY 1:3 other
S~ c NO [MESSAGELIMIT 2 3] *
C: d COPY 1:2 other
S~ d OK [COPYUID * 2:3 1:2] Copy completed.
