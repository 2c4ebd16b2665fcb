# A message that cannot be read refuses the search.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
TROUBLE open EIO
C: b SEARCH RETURN (MIN) BODY x
S~ b NO [*
C: c SEARCH RETURN (MIN) BODY body
S: * ESEARCH (TAG "c") MIN 1
S: c OK Search completed.
