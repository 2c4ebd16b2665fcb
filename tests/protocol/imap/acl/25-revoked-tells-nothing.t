# What comes after a right was taken away is not told in the mailbox that is open: by a command, in IDLE or by NOTIFY.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
FOLDER Lists
TEXT Work Subject: one\n\nbody\n
C: b SETACL Work bob@example.org lr
S: b OK Setacl completed.
C: c SETACL Lists bob@example.org lr
S: c OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b SELECT "Other Users.alice@example=2Eorg.Work"
S... b OK *
C: c IDLE
S: + idling
TEXT Work Subject: two\n\nbody\n
S: * 2 EXISTS
S~ * * RECENT
ON 1
C: d DELETEACL Work bob@example.org
S: d OK Deleteacl completed.
ON bob
TEXT Work Subject: three\n\nbody\n
FLAGS Work 1 + \Flagged
SILENT
C: DONE
S: c OK Idle completed.
C: d NOOP
S: d NO [NOPERM] Permission denied.
C: e FETCH 1:* (FLAGS)
S: e NO [NOPERM] Permission denied.
C: e1 UID FETCH 1:* (UID)
S: e1 NO [NOPERM] Permission denied.
C: e2 SEARCH ALL
S: e2 NO [NOPERM] Permission denied.
C: e3 UID SORT (ARRIVAL) UTF-8 ALL
S: e3 NO [NOPERM] Permission denied.
C: e4 ESEARCH ALL
S: e4 NO [NOPERM] Permission denied.
C: f NOTIFY SET (SELECTED (MessageNew MessageExpunge FlagChange)) (SUBTREE "Other Users" (MessageNew MessageExpunge))
S: f NO [NOPERM] Permission denied.
C: g UNSELECT
S: g OK Unselect completed.
C: h NOTIFY SET (SUBTREE "Other Users" (MessageNew MessageExpunge))
S: h OK Notify completed.
TEXT Lists Subject: one\n\nbody\n
S~ * STATUS "Other Users.alice@example=2Eorg.Lists" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
ON 1
C: e DELETEACL Lists bob@example.org
S: e OK Deleteacl completed.
ON bob
TEXT Lists Subject: two\n\nbody\n
SILENT

# The selected mailbox, watched by NOTIFY, does not spin nor speak.
ON 1
C: f SETACL Lists bob@example.org lr
S: f OK Setacl completed.
ON bob
C: i SELECT "Other Users.alice@example=2Eorg.Lists"
S... i OK *
C: j NOTIFY SET (SELECTED (MessageNew (UID) MessageExpunge FlagChange))
S: j OK Notify completed.
TEXT Lists Subject: three\n\nbody\n
S: * 3 EXISTS
S~ * * RECENT
S: * 3 FETCH (UID 3)
ON 1
C: g DELETEACL Lists bob@example.org
S: g OK Deleteacl completed.
ON bob
TEXT Lists Subject: four\n\nbody\n
SILENT
C: k FETCH 3 (UID)
S: k NO [NOPERM] Permission denied.
