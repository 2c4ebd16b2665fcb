# Other commands have no limit.
SET saves_at_once 2
BULK INBOX 4
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b FETCH 1:4 (UID)
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 3)
S: * 4 FETCH (UID 4)
S: b OK Fetch completed.
C: c SEARCH ALL
S: * SEARCH 1 2 3 4
S: c OK Search completed.
C: d STORE 1:4 +FLAGS.SILENT (\Seen)
S: d OK Store completed.
C: f MOVE 1:3 other
S~ * OK [COPYUID * 1:3 1:3] Moved UIDs.
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: f OK Move completed.
