# UNSELECT leaves the messages as they are (RFC 3691 2).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b STORE 1 +FLAGS.SILENT (\Deleted)
S: b OK Store completed.
C: c UNSELECT
S: c OK Unselect completed.
C: s SELECT INBOX
S... s OK *
C: d SEARCH DELETED
S: * SEARCH 1
S: d OK Search completed.
