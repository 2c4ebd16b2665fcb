# RFC 7162 3.1.3: a message named twice does not fail the second time.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 9
C: s SELECT INBOX (CONDSTORE)
S... s OK *
C: e105 STORE 7,6:7 (UNCHANGEDSINCE 10) +FLAGS.SILENT (\Deleted)
S: * 6 FETCH (UID 6 MODSEQ (11))
S: * 7 FETCH (UID 7 MODSEQ (11))
S: e105 OK Store completed.
