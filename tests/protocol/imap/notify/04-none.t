# RFC 5465 3.1, 5: NOTIFY NONE and SET (SELECTED NONE) make the mailbox stand still; what the client does itself is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
TEXT INBOX Subject: x\n\nx\n
C: b NOTIFY SET (selected NONE)
S: * 4 EXISTS
S: * 4 RECENT
S: b OK Notify completed.
GONE INBOX 1
TEXT INBOX Subject: x\n\nx\n
SILENT
C: c NOOP
S: c OK NOOP completed.
C: d UID FETCH 1:* UID
S: * 1 FETCH (UID 1)
S: * 2 FETCH (UID 2)
S: * 3 FETCH (UID 3)
S: * 4 FETCH (UID 4)
S: d OK Fetch completed.
C: e IDLE
S: + idling
FLAGS INBOX 2 + \Seen
SILENT
C: DONE
S: e OK Idle completed.
C: f NOTIFY NONE
S: f OK Notify completed.
C: g UID STORE 3 +FLAGS (\Deleted)
S... g OK Store completed.
C: h EXPUNGE
S... h OK Expunge completed.
C: i NOTIFY SET (selected (MessageNew MessageExpunge))
S: i OK Notify completed.
TEXT INBOX Subject: x\n\nx\n
S: * 4 EXISTS
S: * 4 RECENT
