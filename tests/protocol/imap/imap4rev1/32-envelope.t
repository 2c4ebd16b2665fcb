# ENVELOPE: addresses, groups, missing fields, quoting.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Date: Tue, 14 Nov 2023 22:13:20 +0000\nFrom: Alice "A" Example <alice@example.org>\nTo: bob@example.net, team: carl@example.com;\nSubject: A "quoted" \\ subject\nMessage-ID: <1@example.org>\n\nx\n
TEXT INBOX X: y\n\nx\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 ENVELOPE
S~ * 1 FETCH (ENVELOPE ("Tue, 14 Nov 2023 22:13:20 +0000" "A \"quoted\" \\ subject" (("Alice *" NIL "alice" "example.org")) (("Alice *" NIL "alice" "example.org")) (("Alice *" NIL "alice" "example.org")) ((NIL NIL "bob" "example.net")(NIL NIL "team" NIL)(NIL NIL "carl" "example.com")(NIL NIL NIL NIL)) NIL NIL NIL "<1@example.org>"))
S: b OK Fetch completed.
C: c FETCH 2 ENVELOPE
S: * 2 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))
S: c OK Fetch completed.
