# After EXAMINE as well.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b EXAMINE INBOX
S... b OK *
C: c UNSELECT
S: c OK Unselect completed.
