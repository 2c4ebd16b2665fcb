# A client that goes away in the middle of the exchange.
S~ * OK *
C: a AUTHENTICATE PLAIN
S: + 
CLOSE
