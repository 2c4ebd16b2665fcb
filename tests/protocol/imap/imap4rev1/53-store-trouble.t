# STORE when the store refuses.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX
S... s OK *

TROUBLE flags too_many_keywords
C: b STORE 1 +FLAGS (a)
S: b NO [LIMIT] Too many keywords.
TROUBLE flags ENOSPC
C: c STORE 1 +FLAGS (\Seen)
S~ c NO [OVERQUOTA] *
C: d FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S: d OK Fetch completed.
