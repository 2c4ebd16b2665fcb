# x: the mailbox may be deleted (RFC 4314 §2.1).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lrswip
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b DELETE "Other Users.alice@example=2Eorg.Work"
S: b NO [NOPERM] Permission denied.
ON 1
C: c SETACL Work bob@example.org +x
S: c OK Setacl completed.
ON bob
C: c DELETE "Other Users.alice@example=2Eorg.Work"
S: c OK Delete completed.
