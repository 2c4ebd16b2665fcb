# "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"] (RFC 8970 6); modifiers of FETCH may follow.
SET hard_error_limit 50
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 PREVIEW (FROB)
S~ b BAD Error in IMAP command FETCH: *
C: c FETCH 1 PREVIEW ()
S~ c BAD Error in IMAP command FETCH: *
C: d FETCH 1 (PREVIEW (LAZY)
S~ d BAD Error in IMAP command FETCH: *
C: e FETCH 1 PREVIEW (LAZY FROB)
S~ e BAD Error in IMAP command FETCH: *
C: f FETCH 1 PREVIEW[1]
S~ f BAD Error in IMAP command FETCH: *
C: g FETCH 1 (preview (lazy LAZY) FLAGS)
S: * 1 FETCH (PREVIEW NIL FLAGS (\Recent))
S: g OK Fetch completed.
C: h FETCH 1 PREVIEW (CHANGEDSINCE 1)
S~ * OK [HIGHESTMODSEQ *
S~ * 1 FETCH (PREVIEW "one" MODSEQ (*))
S... h OK *
C: i FETCH 1 PREVIEW (LAZY) (CHANGEDSINCE 1)
S~ * 1 FETCH (PREVIEW "one" MODSEQ (*))
S: i OK Fetch completed.
