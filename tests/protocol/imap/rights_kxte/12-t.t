# t: \Deleted may be set and taken back (RFC 4314 §2.1).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
C: b SETACL Work bob@example.org lrswip
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b SELECT "Other Users.alice@example=2Eorg.Work"
S... b OK *
C: c STORE 1 +FLAGS.SILENT (\Deleted)
S: c NO [NOPERM] Permission denied.
ON 1
C: c SETACL Work bob@example.org +t
S: c OK Setacl completed.
ON bob
C: d STORE 1 +FLAGS.SILENT (\Deleted)
S: d OK Store completed.
