# RFC 5464 §4.2.2: how far below an entry is looked. What is found twice is told once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA INBOX (/private/filters/values/small "SMALLER 5000" /private/filters/values/boss "FROM \"boss@example.com\"")
S: b OK Setmetadata completed.
C: c SETMETADATA INBOX (/private/filters/values/deep/er "x")
S: c OK Setmetadata completed.
C: d GETMETADATA "INBOX" (DEPTH 1) (/private/filters/values)
S: * METADATA INBOX (/private/filters/values/boss "FROM \"boss@example.com\"" /private/filters/values/small "SMALLER 5000")
S: d OK Getmetadata completed.
C: e GETMETADATA INBOX (DEPTH infinity) (/private/filters/values/deep /private)
S: * METADATA INBOX (/private/filters/values/deep/er "x" /private/filters/values/boss "FROM \"boss@example.com\"" /private/filters/values/small "SMALLER 5000")
S: e OK Getmetadata completed.
C: f GETMETADATA INBOX (DEPTH 0) (/private/filters/values)
S: * METADATA INBOX (/private/filters/values NIL)
S: f OK Getmetadata completed.
C: g GETMETADATA INBOX (DEPTH 1) /shared
S: g OK Getmetadata completed.
C: h GETMETADATA INBOX (DEPTH 1) /private/filters/value
S: h OK Getmetadata completed.
