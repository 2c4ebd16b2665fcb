# A space at the end is one too many.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! b ENABLE FROB \r\n
S~ b BAD Error in IMAP command ENABLE: *
