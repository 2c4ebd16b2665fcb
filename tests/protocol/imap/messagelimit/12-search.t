# RFC 9738 3.1, command 04: what counts is how many are looked at, not how many are found.
SET messages_at_once 3
BULK INBOX 6
FLAGS INBOX 1 + \Flagged
FLAGS INBOX 5 + \Flagged
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: 04 UID SEARCH FLAGGED
S: * SEARCH 5
S: 04 OK [MESSAGELIMIT 3 4] Search completed.
C: 05 UID SEARCH UID 1:3 FLAGGED
S: * SEARCH 1
S: 05 OK Search completed.
C: 06 SEARCH RETURN (COUNT) 2:5 ALL
S: * ESEARCH (TAG "06") COUNT 3
S: 06 OK [MESSAGELIMIT 3 3] Search completed.
