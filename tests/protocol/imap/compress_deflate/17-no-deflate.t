# A client that goes on in clear is no client any more.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS DEFLATE
S: b OK DEFLATE active.
C: c NOOP
CLOSED
