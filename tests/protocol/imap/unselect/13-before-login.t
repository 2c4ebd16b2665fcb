# Not before the login.
S~ * OK *
C: a UNSELECT
S: a BAD Please log in first.
