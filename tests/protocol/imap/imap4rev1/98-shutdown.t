# A server that stops says goodbye, to idling clients as well.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b IDLE
S: + idling
STOP
S: * BYE Server shutting down.
CLOSED
ON 1
S: * BYE Server shutting down.
CLOSED
