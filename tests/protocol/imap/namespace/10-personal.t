# One namespace: the user's own (RFC 2342 5).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NAMESPACE
S: * NAMESPACE (("" ".")) NIL NIL
S: b OK Namespace completed.
