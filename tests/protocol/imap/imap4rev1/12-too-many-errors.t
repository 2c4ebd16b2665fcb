# A client that only errs is sent away.
SET hard_error_limit 3
S~ * OK *
C: a X
S~ a BAD *
C: b X
S~ b BAD *
C: c X
S~ c BAD *
S: * BYE Too many invalid IMAP commands.
CLOSED
