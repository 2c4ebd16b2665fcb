# RFC 9738 3: the limit is told, and SAVELIMIT is not.
SET messages_at_once 1000
SET saves_at_once 2000
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK [CAPABILITY * MESSAGELIMIT=1000 *
C: b CAPABILITY
S~ * CAPABILITY * MESSAGELIMIT=1000 COMPRESS=DEFLATE
S: b OK Capability completed.
