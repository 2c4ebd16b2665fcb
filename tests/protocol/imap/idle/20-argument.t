# IDLE takes no argument.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b IDLE now
S~ b BAD Error in IMAP command IDLE: *
C: c NOOP
S: c OK NOOP completed.
