# Hanging up in IDLE, with changes under way.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

C: b IDLE
S: + idling
CLOSE
TEXT INBOX Subject: new\n\nx\n
