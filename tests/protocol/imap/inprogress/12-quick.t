# RFC 9585 4: a command that is over soon says nothing.
SET progress_interval 60000
BULK INBOX 3
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b SEARCH TEXT "body 2"
S: * SEARCH 2
S: b OK Search completed.
C: c COPY 1 other
S~ c OK *
