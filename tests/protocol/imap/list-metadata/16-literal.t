# A value of several lines within LIST.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b SETMETADATA INBOX (/private/comment {4+}\r\na\r\nb)\r\n
S: b OK Setmetadata completed.
C: c LIST "" (INBOX) RETURN (METADATA (/private/comment))
S: * LIST (\HasNoChildren) "." INBOX
S: * METADATA INBOX (/private/comment {4}
S: a
S: b)
S: c OK List completed.
