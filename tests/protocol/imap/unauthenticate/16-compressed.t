# RFC 8437 4.1: the OK is the last that is compressed, the command the last that came so.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b COMPRESS DEFLATE
S~ b OK *
DEFLATE
C: c UNAUTHENTICATE
S~ c OK *
CLEAR
C: d LOGIN alice@example.org secret
S~ d OK [CAPABILITY * COMPRESS=DEFLATE*
C: e NOOP
S: e OK NOOP completed.
