# Without an interval nothing is told, however long it takes.
SET progress_interval 0
BULK INBOX 4
FOLDER other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW copy 100
SLOW read 30
C: b SEARCH TEXT "body 2"
S: * SEARCH 2
S: b OK Search completed.
C: c COPY 1 other
S~ c OK *
