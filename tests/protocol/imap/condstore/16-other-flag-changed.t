# RFC 7162 3.1.3, examples 9 and 10, and 3.1.12: a change of another flag is no reason to fail.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
FLAGS INBOX 3 + $Processed
C: s SELECT INBOX (CONDSTORE)
S... s OK *
FLAGS INBOX 2 + \Deleted
C: a106 STORE 1:2 (UNCHANGEDSINCE 5) +FLAGS.SILENT ($Processed)
S: * 1 FETCH (UID 1 MODSEQ (7))
S: * 2 FETCH (UID 2 FLAGS (\Deleted \Recent $Processed) MODSEQ (8))
S: a106 OK Store completed.
FLAGS INBOX 1 - $Processed
C: a107 STORE 1:2 (UNCHANGEDSINCE 8) -FLAGS.SILENT ($Processed)
S: * 1 FETCH (UID 1 FLAGS (\Recent) MODSEQ (9))
S: * 2 FETCH (UID 2 MODSEQ (10))
S: a107 OK [MODIFIED 1] Conditional store failed for some.
C: a108 STORE 2 (UNCHANGEDSINCE 9) FLAGS ($Processed)
S: a108 OK [MODIFIED 2] Conditional store failed for some.
