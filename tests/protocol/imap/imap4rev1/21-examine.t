# EXAMINE: nothing can be changed, \Recent is not used up.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nx\n
C: b EXAMINE inbox
S... * OK [PERMANENTFLAGS ()] Read-only mailbox.
S: * 1 EXISTS
S: * 1 RECENT
S... b OK [READ-ONLY] Examine completed.
C: c FETCH 1 BODY[TEXT]
S: * 1 FETCH (BODY[TEXT] {3}
S: x
S: )
S: c OK Fetch completed.
C: d STORE 1 +FLAGS (\Seen)
S: d NO [READ-ONLY] Mailbox is read-only.
C: e EXPUNGE
S: e NO [READ-ONLY] Mailbox is read-only.
C: f MOVE 1 INBOX
S: f NO [READ-ONLY] Mailbox is read-only.
C: g FETCH 1 FLAGS
S: * 1 FETCH (FLAGS (\Recent))
S: g OK Fetch completed.
C: h CLOSE
S: h OK Close completed.
C: i SELECT INBOX
S... * 1 RECENT
S... i OK *
C: j SELECT INBOX
S... * 0 RECENT
S... j OK *
