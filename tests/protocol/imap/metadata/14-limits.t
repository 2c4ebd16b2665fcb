# RFC 5464 §4.3: too large and too many, and then nothing of the command is done. What is there can still be changed.
SET metadata_limit 2
SET metadata_value_limit 16
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA INBOX (/private/a "1" /private/b "2" /shared/comment "3")
S: b OK Setmetadata completed.
C: c SETMETADATA INBOX (/private/a "changed" /private/c "3")
S: c NO [METADATA TOOMANY] Too many annotations.
C: d GETMETADATA INBOX (DEPTH 1) (/private /shared)
S: * METADATA INBOX (/private/a "1" /private/b "2" /shared/comment "3")
S: d OK Getmetadata completed.
C! e SETMETADATA INBOX (/private/a "changed" /private/b {17+}\r\n12345678901234567)\r\n
S: e NO [METADATA MAXSIZE 16] Annotation is too large.
C: f GETMETADATA INBOX /private/a
S: * METADATA INBOX (/private/a "1")
S: f OK Getmetadata completed.
C: g SETMETADATA INBOX (/private/a NIL /private/c "1234567890123456")
S: g OK Setmetadata completed.
