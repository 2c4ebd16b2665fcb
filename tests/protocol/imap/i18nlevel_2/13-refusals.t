# Comparators that are not there.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPARATOR i;octet
S: b NO [BADCOMPARATOR] No comparator matches.
C: c COMPARATOR i;ascii-casemap i;ascii-numeric
S: c NO [BADCOMPARATOR] No comparator matches.
C: d COMPARATOR "-i;unicode-casemap"
S: d NO [BADCOMPARATOR] No comparator matches.
