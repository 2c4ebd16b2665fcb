# A store that fails is told; a message that is gone as well.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: s SELECT INBOX
S... s OK *
TROUBLE origins EIO
C: b FETCH 1 EMAILID
S~ b NO [UNAVAILABLE] *
TROUBLE origins EIO
C: c SEARCH EMAILID M1
S~ c NO [UNAVAILABLE] *
GONE INBOX 1
C: d FETCH 1:2 EMAILID
S: * 2 FETCH (EMAILID (M1001-2))
S~ d NO [EXPUNGEISSUED] *
C: e FETCH 2 THREADID
S: * 2 FETCH (THREADID NIL)
S... e OK *
