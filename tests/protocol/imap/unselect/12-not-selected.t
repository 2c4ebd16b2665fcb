# Nothing to leave.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b UNSELECT
S: b BAD No mailbox selected.
