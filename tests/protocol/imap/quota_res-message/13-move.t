# MOVE in an account that is full: it needs no place.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
FOLDER Work
LIMIT 1C
C: b SELECT INBOX
S... b OK [READ-WRITE] Select completed.
C: c UID MOVE 1 Work
S~ * OK [COPYUID *
S: * 1 EXPUNGE
S: c OK Move completed.
C: d GETQUOTAROOT Work
S: * QUOTAROOT Work "User quota"
S: * QUOTA "User quota" (MESSAGE 1 1)
S: d OK Getquotaroot completed.
