# RFC 7162 3.1.7, example 17; it enables CONDSTORE as well.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FOLDER other
C: s SELECT INBOX
S... s OK *
C: A042 STATUS other (UIDNEXT MESSAGES HIGHESTMODSEQ)
S: * OK [HIGHESTMODSEQ 3] Highest
S: * STATUS other (UIDNEXT 1 MESSAGES 0 HIGHESTMODSEQ 1)
S: A042 OK Status completed.
C: b STORE 1 +FLAGS (\Seen)
S: * 1 FETCH (UID 1 FLAGS (\Seen \Recent) MODSEQ (4))
S: b OK Store completed.
C: c LIST "" INBOX RETURN (STATUS (HIGHESTMODSEQ))
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (HIGHESTMODSEQ 4)
S: c OK List completed.
