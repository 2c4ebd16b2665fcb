# An answer larger than the buffer reaches the client whole and in order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
NOCUT long
BULK INBOX 3000
C: s SELECT INBOX
S... s OK *

C: b FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)
S: * 1 FETCH (UID 1 FLAGS (\Recent) INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 29 ENVELOPE (NIL "number 1" NIL NIL NIL NIL NIL NIL NIL NIL))
S... * 1500 FETCH (UID 1500 *"number 1500"*
S... * 3000 FETCH (UID 3000 *"number 3000"*
S: b OK Fetch completed.
C: c UID SEARCH 2999:*
S: * SEARCH 2999 3000
S: c OK Search completed.
