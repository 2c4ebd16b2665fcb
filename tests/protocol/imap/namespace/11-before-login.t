# Not before the login.
S~ * OK *
C: a NAMESPACE
S: a BAD Please log in first.
