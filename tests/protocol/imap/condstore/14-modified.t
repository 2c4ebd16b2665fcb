# RFC 7162 3.1.3, example 6: those that changed are named, the others are changed, and the news is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 9
C: s SELECT INBOX (CONDSTORE)
S... s OK *
FLAGS INBOX 7 + \Deleted
FLAGS INBOX 9 + \Deleted
C: d105 STORE 7,5,9 (UNCHANGEDSINCE 10) +FLAGS.SILENT (\Deleted)
S: * 7 FETCH (UID 7 FLAGS (\Deleted \Recent) MODSEQ (11))
S: * 9 FETCH (UID 9 FLAGS (\Deleted \Recent) MODSEQ (12))
S: * 5 FETCH (UID 5 MODSEQ (13))
S: d105 OK [MODIFIED 7,9] Conditional store failed for some.
