# Mailboxes that cannot be looked at; no access is told by LIST (RFC 5465 3.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
TROUBLE list EIO
C: b NOTIFY SET (personal (MessageNew MessageExpunge))
S: b NO [UNAVAILABLE] Internal error occurred, try again later.
TROUBLE open_mailbox EACCES 2
C: c NOTIFY SET (personal (MessageNew MessageExpunge))
S: * LIST (\NoAccess) "." Work
S: c OK Notify completed.
TEXT INBOX Subject: x\n\nx\n
S~ * STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
TEXT Work Subject: x\n\nx\n
SILENT
