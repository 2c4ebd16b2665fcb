# The separator is that of LIST.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" ""
S: * LIST (\Noselect) "." ""
S: b OK List completed.
C: c NAMESPACE
S~ * NAMESPACE ((* ".")) NIL NIL
S: c OK Namespace completed.
