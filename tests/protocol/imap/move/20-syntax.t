# MOVE wants a set and a mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b MOVE
S~ b BAD Error in IMAP command MOVE: *
C: c MOVE 1
S~ c BAD Error in IMAP command MOVE: *
C: d UID MOVE x Work
S~ d BAD Error in IMAP command UID MOVE: *
