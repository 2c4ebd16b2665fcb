# A silent STORE is not echoed, another session's change of the same message is.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *

FLAGS INBOX 2 + \Flagged
C: b STORE 1:3 +FLAGS.SILENT (\Seen)
S: * 2 FETCH (FLAGS (\Flagged \Seen \Recent))
S: b OK Store completed.
FLAGS INBOX 1 - \Seen
C: c NOOP
S: * 1 FETCH (FLAGS (\Recent))
S: c OK NOOP completed.
FLAGS INBOX 3 + \Deleted
C: d UID FETCH 1 UID
S: * 1 FETCH (UID 1)
S: * 3 FETCH (UID 3 FLAGS (\Deleted \Seen \Recent))
S: d OK Fetch completed.
