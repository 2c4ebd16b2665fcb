# A goodbye is compressed as well.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS DEFLATE
S: b OK DEFLATE active.
DEFLATE
CLOCK +31m
S: * BYE Disconnected for inactivity.
CLOSED
