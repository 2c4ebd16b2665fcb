# A message that vanished before anybody asked for its size is told like any that is gone.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nhello\n
TEXT INBOX Subject: two\n\nhello\n
UNMEASURED INBOX
C: s SELECT INBOX
S... s OK *

GONE INBOX 1
C: b FETCH 1:2 (RFC822.SIZE)
S: * 2 FETCH (RFC822.SIZE 23)
S~ b NO [EXPUNGEISSUED] *
C: c SEARCH LARGER 1
S: * SEARCH 2
S: c OK Search completed.
C: d NOOP
S: * 1 EXPUNGE
S: d OK NOOP completed.
