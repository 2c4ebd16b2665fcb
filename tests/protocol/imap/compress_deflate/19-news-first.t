# News that is due comes before the OK, uncompressed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
TEXT INBOX Subject: x\n\nx\n
C: b COMPRESS DEFLATE
S: * 1 EXISTS
S: * 1 RECENT
S: b OK DEFLATE active.
DEFLATE
C: c LOGOUT
S: * BYE Logging out
S: c OK Logout completed.
