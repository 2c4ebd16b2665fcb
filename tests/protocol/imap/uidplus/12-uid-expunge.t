# UID EXPUNGE: only those of the set that carry \Deleted.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
C: s SELECT INBOX
S... s OK *
C: b STORE 1:3 +FLAGS.SILENT (\Deleted)
S: b OK Store completed.
C: c UID EXPUNGE 2:4
S: * 2 EXPUNGE
S: * 2 EXPUNGE
S: c OK Expunge completed.
C: d SEARCH DELETED
S: * SEARCH 1
S: d OK Search completed.
