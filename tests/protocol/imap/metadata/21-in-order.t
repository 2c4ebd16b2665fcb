# Commands sent together are done in order; before the login there are no annotations; with a mailbox selected nothing is different.
S~ * OK *
C: a GETMETADATA INBOX /private/comment
S: a BAD Please log in first.
C: b LOGIN alice@example.org secret
S~ b OK *
C: c SELECT INBOX
C: d SETMETADATA INBOX (/private/comment "one")
C: e GETMETADATA INBOX /private/comment
C: f SETMETADATA INBOX (/private/comment "two")
C: g GETMETADATA INBOX /private/comment
S... c OK *
S: d OK Setmetadata completed.
S: * METADATA INBOX (/private/comment "one")
S: e OK Getmetadata completed.
S: f OK Setmetadata completed.
S: * METADATA INBOX (/private/comment "two")
S: g OK Getmetadata completed.
