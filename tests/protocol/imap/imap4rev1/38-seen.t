# Reading marks as \Seen, and says so in the same response; PEEK does not.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nx\n
TEXT INBOX Subject: two\n\ny\n
C: s SELECT INBOX
S... s OK *

C: b FETCH 1 BODY.PEEK[TEXT]
S: * 1 FETCH (BODY[TEXT] {3}
S: x
S: )
S: b OK Fetch completed.
C: c FETCH 1 BODY[TEXT]
S: * 1 FETCH (BODY[TEXT] {3}
S: x
S:  FLAGS (\Seen \Recent))
S: c OK Fetch completed.
C: d FETCH 1:2 (FLAGS RFC822.TEXT)
S: * 1 FETCH (FLAGS (\Seen \Recent) RFC822.TEXT {3}
S: x
S: )
S: * 2 FETCH (FLAGS (\Seen \Recent) RFC822.TEXT {3}
S: y
S: )
S: d OK Fetch completed.
C: e NOOP
S: e OK NOOP completed.
C: f SEARCH UNSEEN
S: * SEARCH
S: f OK Search completed.
