# What is expunged, or deleted with its mailbox, gives its room back.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
TEXT INBOX Subject: two\n\nbody\n
TEXT Work Subject: three\n\nbody\n
LIMIT 3C
C: b SELECT INBOX
S... b OK [READ-WRITE] Select completed.
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S: c OK Store completed.
C: d EXPUNGE
S: * 1 EXPUNGE
S: d OK Expunge completed.
C: e GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 2 3)
S: e OK Getquota completed.
C: f DELETE Work
S: f OK Delete completed.
C: g GETQUOTA "User quota"
S: * QUOTA "User quota" (MESSAGE 1 3)
S: g OK Getquota completed.
