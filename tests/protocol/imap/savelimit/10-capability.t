# RFC 9738 3: instead of MESSAGELIMIT.
SET saves_at_once 1000
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * SAVELIMIT=1000 *
C: b UNAUTHENTICATE
S~ b OK *
