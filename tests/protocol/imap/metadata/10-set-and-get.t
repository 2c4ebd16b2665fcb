# RFC 5464 §4.2, §4.3: the examples, with our words. Entry names are compared without regard to case.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA INBOX (/private/comment "My own comment")
S: b OK Setmetadata completed.
C: c GETMETADATA "INBOX" /private/comment
S: * METADATA INBOX (/private/comment "My own comment")
S: c OK Getmetadata completed.
C: d SETMETADATA INBOX (/private/comment "My new comment" /shared/comment "This one is for you!")
S: d OK Setmetadata completed.
C: e GETMETADATA "INBOX" (/shared/comment /private/comment)
S: * METADATA INBOX (/shared/comment "This one is for you!" /private/comment "My new comment")
S: e OK Getmetadata completed.
C: f GETMETADATA inbox /Private/Comment /shared/comment
S: * METADATA INBOX (/private/comment "My new comment" /shared/comment "This one is for you!")
S: f OK Getmetadata completed.
C: g SETMETADATA INBOX (/private/comment NIL)
S: g OK Setmetadata completed.
C: h GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment NIL)
S: h OK Getmetadata completed.
