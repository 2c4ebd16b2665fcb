# Mail that comes while a session is open counts at once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 1K,10C
C: b SELECT INBOX
S... b OK [READ-WRITE] Select completed.
TEXT INBOX Subject: one\n\nbody\n
C: c GETQUOTA "User quota"
S: * QUOTA "User quota" (STORAGE 1 1 MESSAGE 1 10)
S: * 1 EXISTS
S: * 1 RECENT
S: c OK Getquota completed.
