# Before the login a large one ends the connection, with the reason.
SET literal_minus yes
S~ * OK *
C! a LOGIN {4097+}\r\nxx
S: * BYE [TOOBIG] Literal is too large.
CLOSED
