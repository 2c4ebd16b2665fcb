# A modseq above the highest was given before the mailbox came back from a backup: all is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: b ENABLE QRESYNC
S... b OK *
C: c SELECT INBOX (QRESYNC (1001 5000 1:2))
S... * OK [HIGHESTMODSEQ 3] Highest
S: * 1 FETCH (UID 1 FLAGS (\Recent) MODSEQ (2))
S: * 2 FETCH (UID 2 FLAGS (\Recent) MODSEQ (3))
S: c OK [READ-WRITE] Select completed.
