# Not before the login.
S~ * OK *
C: a IDLE
S: a BAD Please log in first.
