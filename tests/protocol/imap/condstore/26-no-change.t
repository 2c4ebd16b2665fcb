# RFC 7162 3.1.11: what is there already keeps its modseq.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
FLAGS INBOX 1 + \Seen
C: s SELECT INBOX (CONDSTORE)
S... s OK *
C: b STORE 1 +FLAGS (\Seen)
S: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ (3))
S: b OK Store completed.
C: c STORE 1 -FLAGS.SILENT (\Deleted)
S: * 1 FETCH (UID 1 MODSEQ (3))
S: c OK Store completed.
