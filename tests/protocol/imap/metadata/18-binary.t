# A value is any octets: as literal8 where it holds NUL (RFC 5464 §5).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b SETMETADATA INBOX (/private/comment ~{3+}\r\na\0b)\r\n
S: b OK Setmetadata completed.
C: c GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment ~{3}
S~ a*b)
S: c OK Getmetadata completed.
C! d SETMETADATA INBOX (/private/comment {3+}\r\na\0b)\r\n
S~ d BAD *
C! e SETMETADATA INBOX (/private/comment ~{4}\r\n
S: + OK
C! \xc3\xbcab)\r\n
S: e OK Setmetadata completed.
C: f GETMETADATA INBOX /private/comment
S: * METADATA INBOX (/private/comment {4}
S~ *ab)
S: f OK Getmetadata completed.
