# RFC 9585 4: a SEARCH that takes long says how far it is; what it finds comes as ever.
SET progress_interval 60
BULK INBOX 600
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW read 1
C: A001 SEARCH TEXT "body 599"
S~ * OK [INPROGRESS ("A001" * 600)] Processed *% of the messages.
S... * SEARCH 599
S: A001 OK Search completed.
