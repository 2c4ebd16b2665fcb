# The attributes cannot be asked for in RFC 3348; LIST with them is malformed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST (\HasChildren) "" "*"
S~ b BAD Error in IMAP command LIST: *
