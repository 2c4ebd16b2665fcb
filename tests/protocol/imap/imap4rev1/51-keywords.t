# Keywords: new ones are announced, case does not matter, they can be removed.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: s SELECT INBOX
S... s OK *

C: b STORE 1 +FLAGS ($Forwarded work)
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded work)
S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded work \*)] Flags permitted.
S: * 1 FETCH (FLAGS (\Recent $Forwarded work))
S: b OK Store completed.
C: c STORE 1 -FLAGS WORK
S: * 1 FETCH (FLAGS (\Recent $Forwarded))
S: c OK Store completed.
C: d SEARCH KEYWORD $forwarded
S: * SEARCH 1
S: d OK Search completed.
C: e SEARCH UNKEYWORD work
S: * SEARCH 1
S: e OK Search completed.
C: f SEARCH KEYWORD never
S: * SEARCH
S: f OK Search completed.
