# In one piece with what comes behind.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE FROB
C: c NOOP
S: * ENABLED
S: b OK Enabled.
S: c OK NOOP completed.
