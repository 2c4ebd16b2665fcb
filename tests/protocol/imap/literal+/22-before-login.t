# Too large before the login: there is nobody to wait for.
S~ * OK *
C! a LOGIN {100000+}\r\nxx
S: * BYE [TOOBIG] Literal is too large.
CLOSED
