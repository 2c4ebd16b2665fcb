# The form is that of LITERAL+.
SET literal_minus yes
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b LIST "" {3-}
S~ b BAD *
C: c NOOP
S: c OK NOOP completed.
