# COPY of all that is wanted or of nothing; MOVE within the account needs no room.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
TEXT INBOX Subject: two\n\nbody\n
FOLDER Work
LIMIT 3C
C: b SELECT INBOX
S... b OK [READ-WRITE] Select completed.
C: c COPY 1:2 Work
S: c NO [OVERQUOTA] Quota exceeded.
C: d STATUS Work (MESSAGES)
S: * STATUS Work (MESSAGES 0)
S: d OK Status completed.
C: e COPY 1 Work
S~ e OK [COPYUID *
C: f MOVE 1:2 Work
S~ * OK [COPYUID *
S: * 1 EXPUNGE
S: * 1 EXPUNGE
S: f OK Move completed.
C: g GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 3 3)
S: g OK Getquota completed.
