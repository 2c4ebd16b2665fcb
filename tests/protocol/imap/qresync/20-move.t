# MOVE tells VANISHED too (RFC 6851 with RFC 7162).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
FOLDER Work
C: b ENABLE QRESYNC
S... b OK *
C: s SELECT INBOX
S... s OK *
C: c MOVE 1:2 Work
S~ * OK [COPYUID * 1:2 1:2] Moved UIDs.
S: * VANISHED 1:2
S: c OK [HIGHESTMODSEQ 5] Move completed.
