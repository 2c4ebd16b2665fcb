# MOVE out of another's mailbox takes what COPY, \Deleted and EXPUNGE take (RFC 6851 §4.4).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
TEXT Work Subject: one\n\nbody\n
C: b SETACL Work bob@example.org lrst
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b SELECT "Other Users.alice@example=2Eorg.Work"
S... b OK [READ-WRITE] Select completed.
C: c MOVE 1 INBOX
S: c NO [NOPERM] Permission denied.
ON 1
C: c SETACL Work bob@example.org +e
S: c OK Setacl completed.
ON bob
C: d MOVE 1 INBOX
S~ * OK [COPYUID * 1 1] Moved UIDs.
S: * 1 EXPUNGE
S: d OK Move completed.
C: e SELECT INBOX
S... * 1 EXISTS
S... e OK *
C: f MOVE 1 "Other Users.alice@example=2Eorg.Work"
S: f NO [NOPERM] Permission denied.
