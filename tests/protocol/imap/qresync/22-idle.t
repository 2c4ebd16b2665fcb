# In IDLE, VANISHED and modseqs are pushed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: b ENABLE QRESYNC
S... b OK *
C: s SELECT INBOX
S... s OK *
C: c IDLE
S: + idling
GONE INBOX 2
S: * VANISHED 2
FLAGS INBOX 3 + \Seen
S: * 2 FETCH (UID 3 FLAGS (\Seen \Recent) MODSEQ (6))
C: DONE
S: c OK Idle completed.
