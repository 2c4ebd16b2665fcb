# Messages that another session took meanwhile stay where it put them; the others move.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FOLDER Work
C: s SELECT INBOX
S... s OK *
GONE INBOX 1
C: b MOVE 1:2 Work
S~ * OK [COPYUID * 2 1] Moved UIDs.
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: b OK Move completed.
C: c MOVE 1 Work
S~ c BAD *
