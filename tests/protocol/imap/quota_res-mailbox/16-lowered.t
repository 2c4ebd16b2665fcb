# More mailboxes than the limit allows stay.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER A
FOLDER B
LIMIT 1F
C: b GETQUOTA "User quota"
S: * QUOTA "User quota" (MAILBOX 3 1)
S: b OK Getquota completed.
C: c CREATE C
S: c NO [OVERQUOTA] Quota exceeded.
C: d SELECT B
S... d OK *
