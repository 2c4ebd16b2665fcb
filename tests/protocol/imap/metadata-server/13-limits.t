# Too large; too many, private and shared counted apart; then nothing is done, in neither place.
SET mailbox_metadata no
SET administrator alice@example.org
SET metadata_limit 1
SET metadata_value_limit 4
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA "" (/private/a "1" /shared/a "1")
S: b OK Setmetadata completed.
C: c SETMETADATA "" (/private/a "2" /shared/b "2")
S: c NO [METADATA TOOMANY] Too many annotations.
C: d SETMETADATA "" (/private/b "2")
S: d NO [METADATA TOOMANY] Too many annotations.
C: e GETMETADATA "" (DEPTH 1) (/private /shared)
S: * METADATA "" (/private/a "1" /shared/a "1")
S: e OK Getmetadata completed.
C: f SETMETADATA "" (/private/a "12345")
S: f NO [METADATA MAXSIZE 4] Annotation is too large.
