# Not before the login.
S~ * OK [CAPABILITY * ENABLE *
C: a ENABLE FROB
S: a BAD Please log in first.
