# What follows the command is in clear, though it comes in the same piece.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS DEFLATE
S~ b OK *
DEFLATE
C: n NOOP
C: c UNAUTHENTICATE
CLEAR
C: d LOGIN alice@example.org secret
C: e NOOP
S: n OK NOOP completed.
S~ c OK *
S~ d OK *
S: e OK NOOP completed.
