# The state is "authenticated" then.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b UNSELECT
S: b OK Unselect completed.
C: c FETCH 1 FLAGS
S: c BAD No mailbox selected.
C: d UNSELECT
S: d BAD No mailbox selected.
