# IDLE and DONE in one piece, and commands behind.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

C: b IDLE
C: DONE
C: c NOOP
S: + idling
S: b OK Idle completed.
S: c OK NOOP completed.
