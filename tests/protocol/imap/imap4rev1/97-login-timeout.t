# Who does not log in within three minutes is sent away, busy or not.
S~ * OK *
CLOCK +2m
C: a NOOP
S: a OK NOOP completed.
CLOCK +61s
S: * BYE Disconnected: Inactivity during authentication.
CLOSED
