# RFC 4731 3.1, first example: MIN and COUNT of the flagged.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 12
FLAGS INBOX 2 + \Flagged
FLAGS INBOX 10 + \Flagged
FLAGS INBOX 11 + \Flagged
C: s SELECT INBOX
S... s OK *
C: A282 SEARCH RETURN (MIN COUNT) FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
S: * ESEARCH (TAG "A282") MIN 2 COUNT 3
S: A282 OK Search completed.
