# FULL = FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
SEEN INBOX Subject: one\n\nx\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 FULL
S: * 1 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 19 ENVELOPE (NIL "one" NIL NIL NIL NIL NIL NIL NIL NIL) BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1))
S: b OK Fetch completed.
C: c FETCH 1 all
S: * 1 FETCH (FLAGS (\Seen \Recent) INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 19 ENVELOPE (NIL "one" NIL NIL NIL NIL NIL NIL NIL NIL))
S: c OK Fetch completed.
