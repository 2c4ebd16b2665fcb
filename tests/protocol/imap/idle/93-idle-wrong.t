# Anything but DONE ends IDLE with BAD.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

C: b IDLE
S: + idling
C: c NOOP
S: b BAD Expected DONE.
C: d IDLE
S: + idling
C: e LOGIN {3}
S: e BAD [TOOBIG] Literal is too large.
C: f NOOP
S: f OK NOOP completed.
