# FETCH of what the index knows, singly, in lists and by macro.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nhello\n
FLAGS INBOX 1 + \Flagged $Work
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Flagged \Recent $Work))
S: b OK Fetch completed.
C: c FETCH 1:* (UID INTERNALDATE RFC822.SIZE)
S: * 1 FETCH (UID 1 INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 23)
S: c OK Fetch completed.
C: d FETCH 1 FAST
S: * 1 FETCH (FLAGS (\Flagged \Recent $Work) INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 23)
S: d OK Fetch completed.
C: e UID FETCH 1:* FLAGS
S: * 1 FETCH (UID 1 FLAGS (\Flagged \Recent $Work))
S: e OK Fetch completed.
C: f UID FETCH 7 FLAGS
S: f OK Fetch completed.
C: g UID FETCH 5:* UID
S: * 1 FETCH (UID 1)
S: g OK Fetch completed.
C: h FETCH 2 FLAGS
S: h BAD Error in IMAP command FETCH: invalid message set.
C: i FETCH 0 FLAGS
S~ i BAD *
C: j FETCH 1 (FLAGS
S: j BAD Error in IMAP command FETCH: fetch list without end.
C: k FETCH 1 COLOUR
S: k BAD Error in IMAP command FETCH: unknown fetch item.
C: l FETCH 1 (ALL)
S~ l BAD *
