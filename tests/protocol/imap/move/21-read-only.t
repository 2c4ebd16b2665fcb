# Not out of a mailbox opened by EXAMINE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
FOLDER Work
C: b EXAMINE INBOX
S... b OK *
C: c MOVE 1 Work
S: c NO [READ-ONLY] Mailbox is read-only.
