# In IDLE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE) FLAGGED
S: * ESEARCH (TAG "b") UID
S: b OK Search completed, will notify.
C: c IDLE
S: + idling
FLAGS INBOX 2 + \Flagged
S: * 2 FETCH (FLAGS (\Flagged \Recent))
S: * ESEARCH (TAG "b") UID ADDTO (0 2)
FLAGS INBOX 2 - \Flagged
S: * 2 FETCH (FLAGS (\Recent))
S: * ESEARCH (TAG "b") UID REMOVEFROM (0 2)
C: DONE
S: c OK Idle completed.
