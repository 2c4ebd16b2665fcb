# RFC 4731 3.1, second example: no option stands for ALL.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 12
FLAGS INBOX 2 + \Flagged
FLAGS INBOX 10 + \Flagged
FLAGS INBOX 11 + \Flagged
C: s SELECT INBOX
S... s OK *
C: A283 SEARCH RETURN () FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
S: * ESEARCH (TAG "A283") ALL 2,10:11
S: A283 OK Search completed.
