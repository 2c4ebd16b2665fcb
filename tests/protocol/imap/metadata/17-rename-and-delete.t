# RFC 5464 §4.1: annotations go where the mailbox goes, with what lies below it; a new mailbox of an old name has none; INBOX keeps its own.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work.Old
C: b SETMETADATA Work (/private/comment "work" /shared/comment "ours")
S: b OK Setmetadata completed.
C: c SETMETADATA Work.Old (/private/comment "old")
S: c OK Setmetadata completed.
C: d RENAME Work Done
S: d OK Rename completed.
C: e GETMETADATA Done (/private/comment /shared/comment)
S: * METADATA Done (/private/comment "work" /shared/comment "ours")
S: e OK Getmetadata completed.
C: f GETMETADATA Done.Old /private/comment
S: * METADATA Done.Old (/private/comment "old")
S: f OK Getmetadata completed.
C: g CREATE Work
S~ g OK [MAILBOXID (*)] Create completed.
C: h GETMETADATA Work /private/comment
S: * METADATA Work (/private/comment NIL)
S: h OK Getmetadata completed.
C: i DELETE Done.Old
S: i OK Delete completed.
C: j CREATE Done.Old
S~ j OK [MAILBOXID (*)] Create completed.
C: k GETMETADATA Done.Old /private/comment
S: * METADATA Done.Old (/private/comment NIL)
S: k OK Getmetadata completed.
C: l SETMETADATA INBOX (/private/comment "inbox")
S: l OK Setmetadata completed.
C: m RENAME INBOX Kept
S: m OK Rename completed.
C: n GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment "inbox")
S: n OK Getmetadata completed.
C: o GETMETADATA Kept /private/comment
S: * METADATA Kept (/private/comment "inbox")
S: o OK Getmetadata completed.
