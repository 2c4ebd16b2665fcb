# When \Seen cannot be kept the client learns the truth.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nx\n
C: s SELECT INBOX
S... s OK *

TROUBLE flags ENOSPC
C: b FETCH 1 BODY[TEXT]
S: * 1 FETCH (BODY[TEXT] {3}
S: x
S:  FLAGS (\Seen \Recent))
S: * 1 FETCH (FLAGS (\Recent))
S~ b NO [OVERQUOTA] *
