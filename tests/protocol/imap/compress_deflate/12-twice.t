# A second COMPRESS is BAD, and the first goes on.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS DEFLATE
S: b OK DEFLATE active.
DEFLATE
C: c COMPRESS DEFLATE
S: c BAD Compression is already active.
C: d NOOP
S: d OK NOOP completed.
