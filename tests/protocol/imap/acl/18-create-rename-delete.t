# RFC 4314 §4: k on the nearest mailbox above, x on the mailbox itself; what is made below has its list; a deleted mailbox's list is gone.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lrkx
S: b OK Setacl completed.
C: c SETACL Work carol l
S: c OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b CREATE "Other Users.alice@example=2Eorg.Work.A.B"
S~ b OK [MAILBOXID (*)] Create completed.
C: c MYRIGHTS "Other Users.alice@example=2Eorg.Work.A.B"
S: * MYRIGHTS "Other Users.alice@example=2Eorg.Work.A.B" lrkxc
S: c OK Myrights completed.
C: d RENAME "Other Users.alice@example=2Eorg.Work.A" "Other Users.alice@example=2Eorg.Work.C"
S: d OK Rename completed.
C: e RENAME "Other Users.alice@example=2Eorg.Work.C" "Other Users.alice@example=2Eorg.Top"
S: e NO [NOPERM] Permission denied.
C: f RENAME "Other Users.alice@example=2Eorg.Work.C" Mine
S: f NO [CANNOT] Invalid mailbox name.
C: g DELETE "Other Users.alice@example=2Eorg.Work.C.B"
S: g OK Delete completed.
ON 1
C: d GETACL Work.C
S: * ACL Work.C alice@example.org lrswipkxteacd bob@example.org lrkxc carol l
S: d OK Getacl completed.
C: e SETACL Work.C bob@example.org -x
S: e OK Setacl completed.
ON bob
C: h DELETE "Other Users.alice@example=2Eorg.Work.C"
S: h NO [NOPERM] Permission denied.
C: i RENAME "Other Users.alice@example=2Eorg.Work" "Other Users.alice@example=2Eorg.Work2"
S: i NO [NOPERM] Permission denied.
ON 1
C: f DELETE Work.C
S: f OK Delete completed.
C: g DELETE Work
S: g OK Delete completed.
C: h CREATE Work
S~ h OK [MAILBOXID (*)] Create completed.
C: i GETACL Work
S: * ACL Work alice@example.org lrswipkxteacd
S: i OK Getacl completed.
ON bob
C: j LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: j OK List completed.
