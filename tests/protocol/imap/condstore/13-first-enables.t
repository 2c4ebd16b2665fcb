# RFC 7162 3.1.3, example 5: the first command that enables CONDSTORE brings HIGHESTMODSEQ.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FLAGS INBOX 2 + \Deleted
C: s SELECT INBOX
S... s OK *
C: c100 STORE 1 +FLAGS.SILENT (\Seen)
S: c100 OK Store completed.
C: c101 STORE 2 (UNCHANGEDSINCE 4) -FLAGS.SILENT (\Deleted)
S: * OK [HIGHESTMODSEQ 5] Highest
S: * 2 FETCH (UID 2 MODSEQ (6))
S: c101 OK Store completed.
