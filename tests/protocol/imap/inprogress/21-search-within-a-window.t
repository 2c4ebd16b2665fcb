# Messages that take long are left for the next piece of work, and found then: each once, with a word on the way.
SET progress_interval 60
BULK INBOX 12
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW open 100
C: b SEARCH BODY body
S~ * OK [INPROGRESS ("b" * 12)] *
S... * SEARCH 1 2 3 4 5 6 7 8 9 10 11 12
S: b OK Search completed.
