# Not before the login.
S~ * OK *
C: b COMPARATOR
S: b BAD Please log in first.
