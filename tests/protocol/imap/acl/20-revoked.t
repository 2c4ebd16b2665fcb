# A right that is taken away holds no longer, in the mailbox that is open either (RFC 4314 §5.1.1).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
C: b SETACL Work bob@example.org lrswite
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b SELECT "Other Users.alice@example=2Eorg.Work"
S... b OK [READ-WRITE] Select completed.
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S: c OK Store completed.
ON 1
C: c DELETEACL Work bob@example.org
S: c OK Deleteacl completed.
ON bob
C: d EXPUNGE
S: d NO [NOPERM] Permission denied.
C: e STORE 1 -FLAGS (\Deleted)
S: e NO [NOPERM] Permission denied.
C: f FETCH 1 BODY.PEEK[]
S~ f NO *
C: g NOOP
S: g NO [NOPERM] Permission denied.
C: h COPY 1 INBOX
S: h NO [NOPERM] Permission denied.
C: i UNSELECT
S: i OK Unselect completed.
C: j SELECT "Other Users.alice@example=2Eorg.Work"
S: j NO [NONEXISTENT] Mailbox doesn't exist.
