# SUBSCRIBE, UNSUBSCRIBE, LSUB with the level rule of RFC 3501 6.3.9.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Lists.users
FOLDER Work
C: b SUBSCRIBE Lists.users
S: b OK Subscribe completed.
C: c SUBSCRIBE Work
S: c OK Subscribe completed.
C: d LSUB "" *
S: * LSUB () "." Lists.users
S: * LSUB () "." Work
S: d OK Lsub completed.
C: e LSUB "" %
S: * LSUB () "." Work
S: * LSUB (\Noselect) "." Lists
S: e OK Lsub completed.
C: f UNSUBSCRIBE Work
S: f OK Unsubscribe completed.
C: g LSUB "" *
S: * LSUB () "." Lists.users
S: g OK Lsub completed.
