# A target that is not there: nothing moves.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b MOVE 1 Nowhere
S~ b NO [TRYCREATE] *
C: c SEARCH ALL
S: * SEARCH 1 2
S: c OK Search completed.
