# e: EXPUNGE, also as part of CLOSE (RFC 4314 §2.1, §4).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
FLAGS Work 1 + \Deleted
C: b SETACL Work bob@example.org lrswip
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b SELECT "Other Users.alice@example=2Eorg.Work"
S... b OK *
C: c EXPUNGE
S: c NO [NOPERM] Permission denied.
C: d UID EXPUNGE 1
S: d NO [NOPERM] Permission denied.
C: e CLOSE
S: e OK Close completed.
ON 1
C: c SETACL Work bob@example.org +e
S: c OK Setacl completed.
ON bob
C: f STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES)
S: * STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES 1)
S: f OK Status completed.
C: g SELECT "Other Users.alice@example=2Eorg.Work"
S... g OK *
C: h CLOSE
S: h OK Close completed.
C: i STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES)
S: * STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES 0)
S: i OK Status completed.
