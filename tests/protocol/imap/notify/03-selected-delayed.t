# RFC 5465 6.1.2: EXPUNGE waits for a command that may tell it, or for IDLE; all else is told at once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (selected-delayed (MessageNew MessageExpunge FlagChange))
S: b OK Notify completed.
GONE INBOX 2
FLAGS INBOX 3 + \Seen
S: * 3 FETCH (UID 3 FLAGS (\Seen \Recent))
TEXT INBOX Subject: x\n\nx\n
S: * 5 EXISTS
S: * 5 RECENT
SILENT
C: c FETCH 3 UID
S: * 3 FETCH (UID 3)
S: c OK Fetch completed.
C: d NOOP
S: * 2 EXPUNGE
S: d OK NOOP completed.
GONE INBOX 1
SILENT
C: e IDLE
S: + idling
S: * 1 EXPUNGE
GONE INBOX 3
S: * 1 EXPUNGE
C: DONE
S: e OK Idle completed.
