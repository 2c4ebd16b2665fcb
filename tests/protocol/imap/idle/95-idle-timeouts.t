# An idling client is not thrown out for inactivity.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

C: b IDLE
S: + idling
CLOCK +3h
SILENT
C: DONE
S: b OK Idle completed.
CLOCK +31m
S: * BYE Disconnected for inactivity.
CLOSED
