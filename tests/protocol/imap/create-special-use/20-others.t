# RFC 6154 4: the use of another's mailbox is of him who set it; it goes with the mailbox when its owner renames it.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lrk
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b CREATE "Other Users.alice@example=2Eorg.Work.Drafts" (USE (\Drafts))
S~ b OK *
C: c LIST (SPECIAL-USE) "" *
S: * LIST (\HasNoChildren \Drafts) "." "Other Users.alice@example=2Eorg.Work.Drafts"
S: c OK List completed.
C: d GETMETADATA "Other Users.alice@example=2Eorg.Work.Drafts" /private/specialuse
S: * METADATA "Other Users.alice@example=2Eorg.Work.Drafts" (/private/specialuse "\\Drafts")
S: d OK Getmetadata completed.
ON 1
C: c LIST (SPECIAL-USE) "" *
S: c OK List completed.
C: d GETMETADATA Work.Drafts /private/specialuse
S: * METADATA Work.Drafts (/private/specialuse NIL)
S: d OK Getmetadata completed.
C: e RENAME Work Done
S: e OK Rename completed.
ON bob
C: e LIST (SPECIAL-USE) "" *
S: * LIST (\HasNoChildren \Drafts) "." "Other Users.alice@example=2Eorg.Done.Drafts"
S: e OK List completed.
C: f CREATE Own (USE (\Drafts))
S: f NO [USEATTR] Another mailbox has this special use.
