# MOVE within the account needs no octets.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
FOLDER Work
LIMIT 10S
C: b SELECT INBOX
S... b OK [READ-WRITE] Select completed.
C: c MOVE 1 Work
S~ * OK [COPYUID *
S: * 1 EXPUNGE
S: c OK Move completed.
