# SEARCH by size and date asks for what nobody has asked for yet; other keys do not.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nhello\n
TEXT INBOX Subject: two\n\nhello, hello\n
TEXT INBOX Subject: three\n\nhello, hello, hello\n
UNMEASURED INBOX
C: s SELECT INBOX
S... s OK *

TROUBLE measured EIO
C: b SEARCH ALL
S: * SEARCH 1 2 3
S: b OK Search completed.
C: c SEARCH UNSEEN SMALLER 25
S~ c NO [UNAVAILABLE] *
C: d SEARCH UNSEEN SMALLER 25
S: * SEARCH 1
S: d OK Search completed.
C: e SEARCH OR LARGER 35 (NOT LARGER 25 SINCE 1-Jan-2000)
S: * SEARCH 1 3
S: e OK Search completed.
C: f UID SEARCH 2:3 ON 14-Nov-2023
S: * SEARCH 2 3
S: f OK Search completed.
C: g SEARCH BEFORE 14-Nov-2023
S: * SEARCH
S: g OK Search completed.
