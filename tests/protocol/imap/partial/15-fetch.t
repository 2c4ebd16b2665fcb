# RFC 9394 3.3: the last and the first of a UID range.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 8
GONE INBOX 4
FLAGS INBOX 7 + \Seen
C: s SELECT INBOX
S... s OK *
C: 10 UID FETCH 2:90 (UID FLAGS) (PARTIAL -1:-3)
S: * 5 FETCH (UID 6 FLAGS (\Recent))
S: * 6 FETCH (UID 7 FLAGS (\Seen \Recent))
S: * 7 FETCH (UID 8 FLAGS (\Recent))
S~ 10 OK *
C: 11 UID FETCH 2:90 (UID) (PARTIAL 1:3)
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 3)
S: * 4 FETCH (UID 5)
S~ 11 OK *
C: 12 UID FETCH 2:90 (UID) (PARTIAL 20:30)
S~ 12 OK *
