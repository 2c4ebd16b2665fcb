# RFC 5464 §4.3: a value of several lines comes and goes as a literal; an empty value is one.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA INBOX (/private/comment {35}
S: + OK
C: My new comment across
C: two lines.
C: )
S: b OK Setmetadata completed.
C: c GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment {35}
S: My new comment across
S: two lines.
S: )
S: c OK Getmetadata completed.
C: d SETMETADATA INBOX (/private/comment "")
S: d OK Setmetadata completed.
C: e GETMETADATA INBOX (/private/comment)
S: * METADATA INBOX (/private/comment "")
S: e OK Getmetadata completed.
