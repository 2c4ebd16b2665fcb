# RFC 7162 3.1.4.2, example 13: MODSEQ as an item.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
FLAGS INBOX 2 + \Seen
C: s SELECT INBOX
S... s OK *
C: a FETCH 1:3 (MODSEQ)
S: * OK [HIGHESTMODSEQ 5] Highest
S: * 1 FETCH (MODSEQ (2))
S: * 2 FETCH (MODSEQ (5))
S: * 3 FETCH (MODSEQ (4))
S: a OK Fetch completed.
