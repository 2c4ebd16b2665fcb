# RFC 7162 3.1.3, example 4: the last message, a flag and a keyword.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX (CONDSTORE)
S... s OK *
C: a104 STORE * (UNCHANGEDSINCE 4) +FLAGS.SILENT (\Deleted $Processed)
S~ * FLAGS (* $Processed)
S~ * OK [PERMANENTFLAGS *
S: * 3 FETCH (UID 3 MODSEQ (5))
S: a104 OK Store completed.
