# Without a mailbox there is nothing to tell.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b IDLE
S: + idling
TEXT INBOX Subject: x\n\nx\n
SILENT
C: DONE
S: b OK Idle completed.
