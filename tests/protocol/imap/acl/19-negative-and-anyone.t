# RFC 4314 §2: "anyone" is everybody who has logged in; a dash takes away.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
USER carol@example.org
C: b SETACL Work anyone lr
S: b OK Setacl completed.
C: c SETACL Work -bob@example.org r
S: c OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b MYRIGHTS "Other Users.alice@example=2Eorg.Work"
S: * MYRIGHTS "Other Users.alice@example=2Eorg.Work" l
S: b OK Myrights completed.
C: c SELECT "Other Users.alice@example=2Eorg.Work"
S: c NO [NOPERM] Permission denied.
CONNECT carol
S~ * OK *
C: a LOGIN carol@example.org secret
S~ a OK *
C: b STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES)
S: * STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES 1)
S: b OK Status completed.
