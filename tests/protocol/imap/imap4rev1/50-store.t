# STORE: add, remove, replace; with and without parentheses.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *

C: b STORE 1 +FLAGS (\Seen \Flagged)
S: * 1 FETCH (FLAGS (\Flagged \Seen \Recent))
S: b OK Store completed.
C: c STORE 1:2 -FLAGS \Flagged
S: * 1 FETCH (FLAGS (\Seen \Recent))
S: * 2 FETCH (FLAGS (\Recent))
S: c OK Store completed.
C: d UID STORE 2 FLAGS (\Draft \Answered)
S: * 2 FETCH (UID 2 FLAGS (\Answered \Draft \Recent))
S: d OK Store completed.
C: e STORE 2 FLAGS ()
S: * 2 FETCH (FLAGS (\Recent))
S: e OK Store completed.
C: f STORE 1 +FLAGS.SILENT (\Deleted)
S: f OK Store completed.
C: g FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Deleted \Seen \Recent))
S: g OK Fetch completed.
C: h STORE 1 +FLAGS (\Recent)
S: h BAD Error in IMAP command STORE: invalid system flag.
C: i STORE 3 +FLAGS (\Seen)
S: i BAD Error in IMAP command STORE: invalid message set.
C: j STORE 1 FLAGS
S~ j BAD *
C: k UID STORE 9 +FLAGS (\Seen)
S: k OK Store completed.
