# k: mailboxes below (RFC 4314 §2.1).
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
C: b CREATE "Other Users.alice@example=2Eorg.Work.New"
S: b NO [NOPERM] Permission denied.
ON 1
C: c SETACL Work bob@example.org +k
S: c OK Setacl completed.
ON bob
C: c CREATE "Other Users.alice@example=2Eorg.Work.New"
S~ c OK [MAILBOXID (*)] Create completed.
