# RFC 5465 6.2 and 6.3: what others share is neither personal nor an inbox; a subtree may name it.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lr
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b NOTIFY SET STATUS (personal (MessageNew MessageExpunge)) (inboxes (MessageNew MessageExpunge FlagChange))
S~ * STATUS INBOX (*)
S: b OK Notify completed.
TEXT Work Subject: x\n\nx\n
SILENT
C: c NOTIFY SET STATUS (subtree "Other Users" (MessageNew MessageExpunge))
S~ * STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES 1 *)
S: c OK Notify completed.
TEXT Work Subject: y\n\ny\n
S~ * STATUS "Other Users.alice@example=2Eorg.Work" (MESSAGES 2 *)
