# It has no arguments.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b UNAUTHENTICATE now
S~ b BAD Error in IMAP command UNAUTHENTICATE: *
C! c UNAUTHENTICATE \r\n
S~ c BAD Error in IMAP command UNAUTHENTICATE: *
C: d NOOP
S: d OK NOOP completed.
