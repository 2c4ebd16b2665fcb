# RFC 5255 4.7: the first that is there is taken.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: A001 COMPARATOR "cz;*" i;unicode-casemap
S: * COMPARATOR i;unicode-casemap
S: A001 OK Comparator completed.
C: A002 COMPARATOR "cz;*" i;basic
S: A002 NO [BADCOMPARATOR] No comparator matches.
C: A003 COMPARATOR
S: * COMPARATOR i;unicode-casemap
S: A003 OK Comparator completed.
