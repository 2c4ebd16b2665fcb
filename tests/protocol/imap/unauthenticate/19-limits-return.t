# The patience and the limits of a client that has not logged in hold again.
SET clear_limit 64
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b UNAUTHENTICATE
S~ b OK *
C: c LOGIN alice@example.org aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
S: c BAD Command line too long.
CLOCK +4m
S: * BYE Disconnected: Inactivity during authentication.
CLOSED
