# With the other resources.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
LIMIT 10K,5C,4F
C: b GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 1 10 MESSAGE 1 5 MAILBOX 1 4)
S: b OK Getquota completed.
