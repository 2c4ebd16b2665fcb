# "$" is a whole set.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b FETCH $,1 UID
S~ b BAD *
C: c FETCH 1,$ UID
S~ c BAD *
C: d FETCH $:2 UID
S~ d BAD *
C: e FETCH $$ UID
S~ e BAD *
