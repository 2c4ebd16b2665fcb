# RFC 9738 3.1, command 03: the last ones, from the highest down, and the lowest UID worked on.
SET messages_at_once 3
BULK INBOX 6
GONE INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: 03 FETCH 1:5 (UID RFC822.SIZE)
S: * 5 FETCH (UID 6 RFC822.SIZE 29)
S: * 4 FETCH (UID 5 RFC822.SIZE 29)
S: * 3 FETCH (UID 4 RFC822.SIZE 29)
S: 03 OK [MESSAGELIMIT 3 4] Fetch completed.
C: 04 FETCH 1:2 (UID)
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 3)
S: 04 OK Fetch completed.
C: 05 UID FETCH 1:3 (FLAGS)
S: * 1 FETCH (UID 1 FLAGS (\Recent))
S: * 2 FETCH (UID 3 FLAGS (\Recent))
S: 05 OK Fetch completed.
