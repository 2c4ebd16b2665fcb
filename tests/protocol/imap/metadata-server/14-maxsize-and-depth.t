# The options of GETMETADATA (RFC 5464 §4.2.1, §4.2.2).
SET mailbox_metadata no
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SETMETADATA "" (/private/vendor/x/a "1" /private/vendor/x/a/b "22" /private/vendor/x/a/b/c "333")
S: b OK Setmetadata completed.
C: c GETMETADATA "" (DEPTH 1) /private/vendor/x/a
S: * METADATA "" (/private/vendor/x/a "1" /private/vendor/x/a/b "22")
S: c OK Getmetadata completed.
C: d GETMETADATA "" (DEPTH infinity MAXSIZE 2) /private/vendor
S: * METADATA "" (/private/vendor/x/a "1" /private/vendor/x/a/b "22")
S: d OK [METADATA LONGENTRIES 3] Getmetadata completed.
