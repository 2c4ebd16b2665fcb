# Twice in one piece.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NAMESPACE
C: c NAMESPACE
S: * NAMESPACE (("" ".")) NIL NIL
S: b OK Namespace completed.
S: * NAMESPACE (("" ".")) NIL NIL
S: c OK Namespace completed.
