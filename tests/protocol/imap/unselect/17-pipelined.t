# In one piece with what comes before and after.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: b SELECT INBOX
C: c UNSELECT
C: d STATUS INBOX (MESSAGES)
S... b OK *
S: c OK Unselect completed.
S: * STATUS INBOX (MESSAGES 1)
S: d OK Status completed.
