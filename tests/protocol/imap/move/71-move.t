# MOVE: COPYUID untagged before the EXPUNGEs (RFC 6851).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
FOLDER Work
C: s SELECT INBOX
S... s OK *

C: b MOVE 2:3 Work
S~ * OK [COPYUID * 2:3 1:2] Moved UIDs.
S: * 2 EXPUNGE
S: * 2 EXPUNGE
S: b OK Move completed.
C: c UID MOVE 4 Work
S~ * OK [COPYUID * 4 3] Moved UIDs.
S: * 2 EXPUNGE
S: c OK Move completed.
C: d UID MOVE 77 Work
S: d OK No messages found.
C: e MOVE 1 nothing
S~ e NO [TRYCREATE] *
TROUBLE move ENOSPC
C: f MOVE 1 Work
S~ f NO [OVERQUOTA] *
C: g STATUS Work (MESSAGES)
S: * STATUS Work (MESSAGES 3)
S: g OK Status completed.
