# All resources at once, in any order and case.
SET administrator alice@example.org
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETQUOTA "User quota" (mailbox 9 Message 8 STORAGE 7)
S: * QUOTA "User quota" (STORAGE 0 7 MESSAGE 0 8 MAILBOX 1 9)
S: b OK Setquota completed.
C: c SETQUOTA "User quota" (MAILBOX 2)
S: * QUOTA "User quota" (MAILBOX 1 2)
S: c OK Setquota completed.
