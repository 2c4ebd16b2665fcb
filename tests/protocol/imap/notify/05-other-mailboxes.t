# RFC 5465 5.1 to 5.3: other mailboxes are told by STATUS; the selected one is not, though it is named.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
FOLDER Quiet
BULK Work 2
BULK INBOX 1
C: b NOTIFY SET (personal (MessageNew MessageExpunge)) (mailboxes Quiet NONE)
S: b OK Notify completed.
TEXT Work Subject: x\n\nx\n
S~ * STATUS Work (MESSAGES 3 UIDNEXT 4 UIDVALIDITY *)
GONE Work 1
S~ * STATUS Work (MESSAGES 2 UIDNEXT 4 UIDVALIDITY *)
TEXT Quiet Subject: x\n\nx\n
FLAGS Work 2 + \Seen
SILENT
C: s SELECT Work
S... s OK *
TEXT Work Subject: x\n\nx\n
SILENT
C: u UNSELECT
S: u OK Unselect completed.
S~ * STATUS Work (MESSAGES 3 UIDNEXT 5 UIDVALIDITY *)
TEXT Work Subject: x\n\nx\n
S~ * STATUS Work (MESSAGES 4 UIDNEXT 6 UIDVALIDITY *)
