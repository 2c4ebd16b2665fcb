# RFC 4314 4: "k" is enough for CREATE, also for who may not look into what he has made.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org lk
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *
C: b CREATE "Other Users.alice@example=2Eorg.Work.New"
S: b OK Create completed.
C: c LIST "" "*New"
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work.New"
S: c OK List completed.
C: d CREATE "Other Users.alice@example=2Eorg.Work.New"
S: d NO [ALREADYEXISTS] Mailbox already exists.
