# Only in the states behind the login.
S~ * OK *
C: a UNAUTHENTICATE
S: a BAD Please log in first.
C: b LOGIN alice@example.org secret
S~ b OK *
C: c UNAUTHENTICATE
S~ c OK *
C: d UNAUTHENTICATE
S: d BAD Please log in first.
