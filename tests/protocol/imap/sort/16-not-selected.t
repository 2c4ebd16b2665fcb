# SORT is for the selected mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SORT (DATE) UTF-8 ALL
S: b BAD No mailbox selected.
