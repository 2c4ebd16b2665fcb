# An empty list takes the limits away; 0 is none.
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
LIMIT 5C
C: b SETQUOTA "User quota" ()
S: b OK Setquota completed.
C: c GETQUOTA "User quota"
S: c NO [NONEXISTENT] Quota root doesn't exist.
C: d SETQUOTA "User quota" (STORAGE 0 MESSAGE 7)
S: * QUOTA "User quota" (MESSAGE 0 7)
S: d OK Setquota completed.
