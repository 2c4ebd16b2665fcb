# A read that fails within a literal ends the connection; before it, the command.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nx\n
C: s SELECT INBOX
S... s OK *

TROUBLE read EIO
C: b FETCH 1 BODY.PEEK[TEXT]
S~ b NO [UNAVAILABLE] *
TROUBLE open EIO
C: c FETCH 1 BODY.PEEK[TEXT]
S~ c NO [UNAVAILABLE] *
TROUBLE facts damaged
C: d FETCH 1 ENVELOPE
S~ d NO [CORRUPTION] *
C: e FETCH 1 BODY.PEEK[TEXT]
S: * 1 FETCH (BODY[TEXT] {3}
S: x
S: )
S: e OK Fetch completed.
