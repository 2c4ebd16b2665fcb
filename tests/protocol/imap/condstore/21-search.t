# RFC 7162 3.1.5, examples 15 and 16: MODSEQ as a key, its value at the end of the answer.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
FLAGS INBOX 2 + \Draft
FLAGS INBOX 5 + \Draft
C: s SELECT INBOX
S... s OK *
C: a SEARCH MODSEQ "/flags/\\draft" all 7
S: * OK [HIGHESTMODSEQ 8] Highest
S: * SEARCH 2 5 (MODSEQ 8)
S: a OK Search completed.
C: t SEARCH OR NOT MODSEQ 1 LARGER 50000
S: * SEARCH
S: t OK Search completed.
C: u UID SEARCH MODSEQ 0 1:2
S: * SEARCH 1 2 (MODSEQ 7)
S: u OK Search completed.
