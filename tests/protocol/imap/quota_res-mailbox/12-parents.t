# Parents that CREATE makes count, and all are made or none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 3F
C: b CREATE A.B.C
S: b NO [OVERQUOTA] Quota exceeded.
C: c LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: c OK List completed.
C: d CREATE A.B
S~ d OK [MAILBOXID (*)] Create completed.
C: e GETQUOTA "User quota"
S: * QUOTA "User quota" (MAILBOX 3 3)
S: e OK Getquota completed.
