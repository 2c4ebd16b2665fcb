# It takes no argument.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NAMESPACE ""
S~ b BAD Error in IMAP command NAMESPACE: *
