# Before login a literal that cannot be held ends the connection.
S~ * OK *
C: a LOGIN {100000+}
S: * BYE [TOOBIG] Literal is too large.
CLOSED
