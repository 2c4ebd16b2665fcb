# What is done to another's mailboxes is told to their owner and to whoever may know of them, each by his own names; not to others.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
USER carol@example.org
USER dave@example.org
FOLDER Work
FOLDER Mine
C: b SETACL Work bob@example.org lrswkxa
S: b OK Setacl completed.
C: c SETACL Work carol@example.org lr
S: c OK Setacl completed.
C: d SETACL Mine dave@example.org lr
S: d OK Setacl completed.
C: e NOTIFY SET (personal (MailboxName MailboxMetadataChange))
S: e OK Notify completed.
CONNECT carol
S~ * OK *
C: a LOGIN carol@example.org secret
S~ a OK *
C: b NOTIFY SET (subtree "Other Users" (MailboxName MailboxMetadataChange))
S: b OK Notify completed.
CONNECT dave
S~ * OK *
C: a LOGIN dave@example.org secret
S~ a OK *
C: b NOTIFY SET (subtree "Other Users" (MailboxName MailboxMetadataChange))
S: b OK Notify completed.
CONNECT bob2
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b NOTIFY SET (subtree "Other Users" (MailboxName MailboxMetadataChange))
S: b OK Notify completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b CREATE "Other Users.alice@example=2Eorg.Work.New"
S~ b OK *
ON 1
S: * LIST (\HasNoChildren) "." Work.New
S: * LIST (\HasChildren) "." Work
ON carol
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work.New"
S: * LIST (\HasChildren) "." "Other Users.alice@example=2Eorg.Work"
ON bob2
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work.New"
S: * LIST (\HasChildren) "." "Other Users.alice@example=2Eorg.Work"
ON dave
SILENT
ON bob
C: c SETMETADATA "Other Users.alice@example=2Eorg.Work" (/shared/comment "ours" /private/comment "mine")
S: c OK Setmetadata completed.
ON 1
S: * METADATA Work /shared/comment
ON carol
S: * METADATA "Other Users.alice@example=2Eorg.Work" /shared/comment
ON bob2
S: * METADATA "Other Users.alice@example=2Eorg.Work" /shared/comment /private/comment
ON dave
SILENT
ON bob
C: d RENAME "Other Users.alice@example=2Eorg.Work.New" "Other Users.alice@example=2Eorg.Work.Old"
S: d OK Rename completed.
ON 1
S: * LIST (\HasNoChildren) "." Work.Old ("OLDNAME" (Work.New))
ON carol
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work.Old" ("OLDNAME" ("Other Users.alice@example=2Eorg.Work.New"))
ON bob2
S~ * LIST *Work.Old" ("OLDNAME" *
ON bob
C: e DELETE "Other Users.alice@example=2Eorg.Work.Old"
S: e OK Delete completed.
ON 1
S: * LIST (\NonExistent) "." Work.Old
S: * LIST (\HasNoChildren) "." Work
ON carol
S: * LIST (\NonExistent) "." "Other Users.alice@example=2Eorg.Work.Old"
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work"
ON bob2
S~ * LIST (\NonExistent) *
S~ * LIST *
# The owner's own doing is told to them, too.
ON 1
C: f RENAME Work Done
S: f OK Rename completed.
ON carol
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Done" ("OLDNAME" ("Other Users.alice@example=2Eorg.Work"))
ON bob2
S~ * LIST *
ON dave
SILENT
