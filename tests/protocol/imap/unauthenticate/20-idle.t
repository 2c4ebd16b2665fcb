# Within IDLE it is no command.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b IDLE
S: + idling
C: c UNAUTHENTICATE
S: b BAD Expected DONE.
C: d UNAUTHENTICATE
S~ d OK *
