# What is malformed is BAD before anything is counted; so are numbers that are not there.
SET saves_at_once 2
BULK INBOX 2
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b COPY 1:3 other
S: b BAD Error in IMAP command COPY: invalid message set.
C: c COPY 1: other
S~ c BAD Error in IMAP command COPY: *
