# RFC 8437 3: with SASL-IR the next user is there after one trip.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b UNAUTHENTICATE
C: c AUTHENTICATE PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==
C: d NOOP
S~ b OK *
S~ c OK [CAPABILITY *
S: d OK NOOP completed.
