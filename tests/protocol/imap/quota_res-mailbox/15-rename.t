# A RENAME makes no mailbox more; that of INBOX does.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
LIMIT 2F
C: b RENAME Work Play
S: b OK Rename completed.
C: c GETQUOTA "User quota"
S: * QUOTA "User quota" (MAILBOX 2 2)
S: c OK Getquota completed.
