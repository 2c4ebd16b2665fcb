# Rights on another's mailboxes.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
FOLDER Play
C: b SETACL Work bob@example.org lrs
S: b OK Setacl completed.
C: c SETACL Play anyone l
S: c OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b LIST "" "Other Users.%.%" RETURN (MYRIGHTS)
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Play"
S: * MYRIGHTS "Other Users.alice@example=2Eorg.Play" l
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work"
S: * MYRIGHTS "Other Users.alice@example=2Eorg.Work" lrs
S: b OK List completed.
