# A message that vanishes does not match; other trouble ends the search.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *

TROUBLE open gone
# Those passed over when many are read are asked for once more by themselves.
TROUBLE open gone 4
C: b SEARCH BODY body
S: * SEARCH 2 3
S: b OK Search completed.
TROUBLE read EIO
C: c SEARCH BODY body
S~ c NO [UNAVAILABLE] *
