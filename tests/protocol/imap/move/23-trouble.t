# All or none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FOLDER Work
C: s SELECT INBOX
S... s OK *
TROUBLE move ENOSPC
C: b MOVE 1:2 Work
S~ b NO [OVERQUOTA] *
C: c STATUS Work (MESSAGES)
S: * STATUS Work (MESSAGES 0)
S: c OK Status completed.
