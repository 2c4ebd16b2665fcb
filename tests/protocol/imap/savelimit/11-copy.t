# COPY is refused.
SET saves_at_once 2
BULK INBOX 3
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b COPY 1:3 other
S: b NO [MESSAGELIMIT 2 2] Too many messages to copy, try a smaller subset.
C: c UID COPY 1:* other
S~ c NO [MESSAGELIMIT 2 2] *
C: d COPY 2:3 other
S~ d OK [COPYUID * 2:3 1:2] Copy completed.
