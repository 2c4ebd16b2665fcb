# At least one name.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE
S~ b BAD Error in IMAP command ENABLE: *
C: c ENABLE (CONDSTORE)
S~ c BAD Error in IMAP command ENABLE: *
