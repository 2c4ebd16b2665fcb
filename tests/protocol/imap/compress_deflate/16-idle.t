# What IDLE pushes arrives at once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b COMPRESS DEFLATE
S: b OK DEFLATE active.
DEFLATE
C: c IDLE
S: + idling
TEXT INBOX Subject: x\n\nx\n
S: * 1 EXISTS
S: * 1 RECENT
C: DONE
S: c OK Idle completed.
