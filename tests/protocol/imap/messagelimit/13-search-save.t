# RFC 9738 3.4: what is saved is cut, too.
SET messages_at_once 3
BULK INBOX 6
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: D0004 UID SEARCH RETURN (SAVE) ALL
S: D0004 OK [MESSAGELIMIT 3 4] Search completed, result saved.
C: b UID FETCH $ (UID)
S: * 4 FETCH (UID 4)
S: * 5 FETCH (UID 5)
S: * 6 FETCH (UID 6)
S: b OK Fetch completed.
