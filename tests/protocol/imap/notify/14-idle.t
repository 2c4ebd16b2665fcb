# RFC 5465 4: IDLE tells what NOTIFY asks for, of other mailboxes too; the sign of life comes all the same.
SET keep_alive 400
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
C: s SELECT INBOX
S... s OK *
C: b NOTIFY SET (selected (MessageNew (UID) MessageExpunge)) (mailboxes Work (MessageNew MessageExpunge))
S: b OK Notify completed.
C: c IDLE
S: + idling
TEXT INBOX Subject: x\n\nx\n
S: * 1 EXISTS
S: * 1 RECENT
S: * 1 FETCH (UID 1)
TEXT Work Subject: x\n\nx\n
S~ * STATUS Work (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
FLAGS INBOX 1 + \Seen
S: * OK Still here
C: DONE
S... c OK Idle completed.
