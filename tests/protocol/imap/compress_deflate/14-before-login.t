# Not before the login.
S~ * OK *
C: a COMPRESS DEFLATE
S: a BAD Please log in first.
