# RFC 7162 3.1.4.1, example 12: only what changed, and MODSEQ unasked.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
FLAGS INBOX 1 + \Seen
FLAGS INBOX 4 + $NoJunk
C: s SELECT INBOX
S... s OK *
C: s100 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5)
S: * OK [HIGHESTMODSEQ 7] Highest
S: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ (6))
S: * 4 FETCH (UID 4 FLAGS (\Recent $NoJunk) MODSEQ (7))
S: s100 OK Fetch completed.
C: s101 FETCH 1:* (MODSEQ) (CHANGEDSINCE 7)
S: s101 OK Fetch completed.
C: s102 FETCH 1:2 FAST (CHANGEDSINCE 5)
S: * 1 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 29 MODSEQ (6))
S: s102 OK Fetch completed.
