# RFC 9394 3.4: first the window, then CHANGEDSINCE, in either order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: s SELECT INBOX
S... s OK *
FLAGS INBOX 2 + \Seen
FLAGS INBOX 5 + \Seen
C: n NOOP
S... n OK *
C: 101 UID FETCH 1:5 (UID FLAGS) (PARTIAL -1:-2 CHANGEDSINCE 6)
S~ * OK [HIGHESTMODSEQ *
S~ * 5 FETCH (UID 5 FLAGS (\Seen \Recent) MODSEQ (*))
S~ 101 OK *
C: 102 UID FETCH 1:5 (UID FLAGS) (CHANGEDSINCE 6 PARTIAL -1:-2)
S~ * 5 FETCH (UID 5 FLAGS (\Seen \Recent) MODSEQ (*))
S~ 102 OK *
