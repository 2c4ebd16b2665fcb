# RFC 9738 3.1, command 10: a window larger than the limit is refused, and nothing is done.
SET messages_at_once 3
BULK INBOX 6
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE QRESYNC
S... e OK *
C: s SELECT INBOX
S... s OK *
GONE INBOX 1
C: 10 UID FETCH 1:6 (UID BODY[TEXT]) (PARTIAL -1:-4)
S... 10 NO [MESSAGELIMIT 3] *
C: 11 UID SEARCH UID 4:6 SEEN
S: * SEARCH
S: 11 OK Search completed.
C: 12 UID FETCH 2:6 (UID) (PARTIAL -1:-3)
S: * 3 FETCH (UID 4)
S: * 4 FETCH (UID 5)
S: * 5 FETCH (UID 6)
S: 12 OK Fetch completed.
C: 13 UID FETCH 2:3 (UID) (PARTIAL 1:10)
S: * 1 FETCH (UID 2)
S: * 2 FETCH (UID 3)
S: 13 OK Fetch completed.
