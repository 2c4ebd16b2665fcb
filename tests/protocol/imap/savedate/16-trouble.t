# A store that fails is told; a message that is gone as well.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: s SELECT INBOX
S... s OK *
TROUBLE origins EIO
C: b FETCH 1 SAVEDATE
S~ b NO [UNAVAILABLE] *
TROUBLE origins EIO
C: c SEARCH SAVEDON 14-Nov-2023
S~ c NO [UNAVAILABLE] *
GONE INBOX 1
C: d SEARCH SAVEDON 14-Nov-2023
S: * SEARCH 2
S... d OK *
