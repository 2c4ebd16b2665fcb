# "a" lets another user give rights on, to himself too, and no right over the owner.
SET other_users Other Users
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
USER bob@example.org
FOLDER Work
C: b SETACL Work bob@example.org la
S: b OK Setacl completed.
CONNECT bob
S~ * OK *
C: a LOGIN bob@example.org secret
S~ a OK *

C: b GETACL "Other Users.alice@example=2Eorg.Work"
S: * ACL "Other Users.alice@example=2Eorg.Work" alice@example.org lrswipkxteacd bob@example.org la
S: b OK Getacl completed.
C: c SETACL "Other Users.alice@example=2Eorg.Work" bob@example.org +r
S: c OK Setacl completed.
C: d SELECT "Other Users.alice@example=2Eorg.Work"
S... d OK [READ-ONLY] Select completed.
C: e SETACL "Other Users.alice@example=2Eorg.Work" alice@example.org ""
S: e NO [CANNOT] The owner always has all rights.
C: f SETACL "Other Users.alice@example=2Eorg.Work" carol lr
S: f OK Setacl completed.
C: g LISTRIGHTS "Other Users.alice@example=2Eorg.Work" carol
S: * LISTRIGHTS "Other Users.alice@example=2Eorg.Work" carol "" l r s w i p k x t e a c d
S: g OK Listrights completed.
