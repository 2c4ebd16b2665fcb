# What happened before IDLE is told at once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *

GONE INBOX 1
C: b IDLE
S: + idling
S: * 1 EXPUNGE
C: DONE
S: b OK Idle completed.
