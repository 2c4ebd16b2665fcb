# A mailbox of another user has his root, where it may be read (RFC 9208 §6).
SET administrator alice@example.org
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
LIMIT 9C
TEXT Work Subject: one\n\nbody\n
C: b SETACL Work bob@example.org lr
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b GETQUOTAROOT "Other Users.alice@example=2Eorg.Work"
S: * QUOTAROOT "Other Users.alice@example=2Eorg.Work" "User quota/alice@example.org"
S: * QUOTA "User quota/alice@example.org" (MESSAGE 1 9)
S: b OK Getquotaroot completed.
ON 1
C: c SETACL Work bob@example.org l
S: c OK Setacl completed.
ON bob
C: c GETQUOTAROOT "Other Users.alice@example=2Eorg.Work"
S: c NO [NOPERM] Permission denied.
