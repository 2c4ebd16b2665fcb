# RFC 9585 4: a FETCH that finds little to say tells how far it is, between two messages.
SET progress_interval 60
BULK INBOX 40
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
SLOW preview 10
C: b FETCH 1:40 PREVIEW
S: * 1 FETCH (PREVIEW "body 1")
S... * OK [INPROGRESS ("b" * 40)] Processed *% of the messages.
S... * 40 FETCH (PREVIEW "body 40")
S: b OK Fetch completed.
