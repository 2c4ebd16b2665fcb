# RFC 9208 6: GETQUOTA of another's root is answered to whoever may read one of the mailboxes under it, and to nobody else.
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
C: b GETQUOTA "User quota/alice@example.org"
S: * QUOTA "User quota/alice@example.org" (MESSAGE 1 9)
S: b OK Getquota completed.
C: c SETQUOTA "User quota/alice@example.org" (MESSAGE 1)
S: c NO [NOPERM] Quotas are set by the administrator.
C: d GETQUOTA "User quota/nobody@example.org"
S: d NO [NONEXISTENT] Quota root doesn't exist.
ON 1
C: c SETACL Work bob@example.org l
S: c OK Setacl completed.
ON bob
C: e GETQUOTA "User quota/alice@example.org"
S: e NO [NONEXISTENT] Quota root doesn't exist.
