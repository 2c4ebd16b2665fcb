# COMPARATOR alone tells the active one.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPARATOR
S: * COMPARATOR i;unicode-casemap
S: b OK Comparator completed.
C: s SELECT INBOX
S... s OK *
C: c comparator
S: * COMPARATOR i;unicode-casemap
S: c OK Comparator completed.
