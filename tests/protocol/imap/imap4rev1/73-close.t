# CLOSE removes what is \Deleted without a word, UNSELECT leaves it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *

C: b STORE 1 +FLAGS.SILENT (\Deleted)
S: b OK Store completed.
C: c UNSELECT
S: c OK Unselect completed.
C: d STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 3)
S: d OK Status completed.
C: s SELECT INBOX
S... s OK *

C: e CLOSE
S: e OK Close completed.
C: f STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 2)
S: f OK Status completed.
C: g CLOSE
S: g BAD No mailbox selected.
C: h CHECK
S: h BAD No mailbox selected.
C: s SELECT INBOX
S... s OK *

C: i CHECK
S: i OK Check completed.
