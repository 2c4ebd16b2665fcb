# Others see what is shared, and their own; without the rights for it there is no response (RFC 9590 §3, RFC 5464 §3.3).
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
FOLDER Play
C: b SETMETADATA Work (/private/comment "hers" /shared/comment "ours")
S: b OK Setmetadata completed.
C: c SETACL Work bob@example.org lr
S: c OK Setacl completed.
C: d SETACL Play bob@example.org l
S: d OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b LIST "" "Other Users.*" RETURN (METADATA (/shared/comment /private/comment))
S: * LIST (\NonExistent \HasChildren) "." "Other Users.alice@example=2Eorg"
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Play"
S: * LIST (\HasNoChildren) "." "Other Users.alice@example=2Eorg.Work"
S: * METADATA "Other Users.alice@example=2Eorg.Work" (/shared/comment "ours" /private/comment NIL)
S: b OK List completed.
