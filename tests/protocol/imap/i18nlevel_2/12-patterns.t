# Patterns of RFC 4790, "default", literals.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPARATOR "*"
S: * COMPARATOR i;unicode-casemap
S: b OK Comparator completed.
C: c COMPARATOR "i;*"
S: * COMPARATOR i;unicode-casemap
S: c OK Comparator completed.
C: d COMPARATOR default
S: * COMPARATOR i;unicode-casemap
S: d OK Comparator completed.
C: e COMPARATOR "+i;unicode-casemap"
S: * COMPARATOR i;unicode-casemap
S: e OK Comparator completed.
C! f COMPARATOR {17+}\r\ni;unicode-casemap\r\n
S: * COMPARATOR i;unicode-casemap
S: f OK Comparator completed.
