# RFC 5465 5.1 to 5.3, 6.1.1: what happens in the selected mailbox is told at once, without a command.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (SELECTED (MessageNew (UID FLAGS) MessageExpunge FlagChange))
S: b OK Notify completed.
FLAGS INBOX 1 + \Seen
S: * 1 FETCH (UID 1 FLAGS (\Seen \Recent))
GONE INBOX 2
S: * 2 EXPUNGE
TEXT INBOX Subject: x\n\nx\n
S: * 3 EXISTS
S: * 3 RECENT
S: * 3 FETCH (UID 4 FLAGS (\Recent))
C: c NOOP
S: c OK NOOP completed.
