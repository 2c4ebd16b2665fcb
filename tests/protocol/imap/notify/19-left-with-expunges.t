# RFC 5465 6.1.2: expunges that were delayed are told by STATUS when the mailbox is left before a command could tell them.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (selected-delayed (MessageNew MessageExpunge)) (personal (MessageNew MessageExpunge))
S: b OK Notify completed.
GONE INBOX 1
GONE INBOX 2
GONE INBOX 3
SILENT
C: c UNSELECT
S: c OK Unselect completed.
S~ * STATUS INBOX (MESSAGES 0 UIDNEXT 4 UIDVALIDITY *)
