# It takes no argument.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b UNSELECT INBOX
S~ b BAD Error in IMAP command UNSELECT: *
C: c NOOP
S: c OK NOOP completed.
