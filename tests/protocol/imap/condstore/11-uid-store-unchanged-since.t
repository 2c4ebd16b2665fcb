# RFC 7162 3.1.3, example 3: all pass; silent, yet each modseq is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
GONE INBOX 2
C: s SELECT INBOX (CONDSTORE)
S... s OK *
C: a103 UID STORE 4,1,3 (UNCHANGEDSINCE 6) +FLAGS.SILENT (\Deleted)
S: * 1 FETCH (UID 1 MODSEQ (7))
S: * 2 FETCH (UID 3 MODSEQ (7))
S: * 3 FETCH (UID 4 MODSEQ (7))
S: a103 OK Store completed.
