# What works without ENABLE cannot be enabled.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b ENABLE IDLE UIDPLUS
S: * ENABLED
S: b OK Enabled.
