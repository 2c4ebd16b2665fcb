# A message that cannot be read is passed over with NO; one that is gone as well.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
TEXT INBOX Subject: b\n\ntwo\n
C: s SELECT INBOX
S... s OK *
TROUBLE preview EIO
C: b FETCH 1:2 PREVIEW
S: * 2 FETCH (PREVIEW "two")
S~ b NO [UNAVAILABLE] *
GONE INBOX 1
C: c FETCH 1:2 PREVIEW
S: * 2 FETCH (PREVIEW "two")
S~ c NO [EXPUNGEISSUED] *
