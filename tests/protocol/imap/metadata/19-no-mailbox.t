# What is not there has no annotations; a level above mailboxes may have some. Names are modified UTF-7.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b GETMETADATA Nowhere /private/comment
S: b NO [NONEXISTENT] Mailbox doesn't exist.
C: c SETMETADATA Nowhere (/private/comment "x")
S: c NO [NONEXISTENT] Mailbox doesn't exist.
TEXT Level.Box Subject: one\n\nbody\n
C: d SETMETADATA Level (/private/comment "only a level")
S: d OK Setmetadata completed.
C: e GETMETADATA Level /private/comment
S: * METADATA Level (/private/comment "only a level")
S: e OK Getmetadata completed.
C: f CREATE "Entw&APw-rfe"
S~ f OK [MAILBOXID (*)] Create completed.
C: g SETMETADATA "Entw&APw-rfe" (/private/comment "x")
S: g OK Setmetadata completed.
C: h GETMETADATA "Entw&APw-rfe" /private/comment
S: * METADATA Entw&APw-rfe (/private/comment "x")
S: h OK Getmetadata completed.
