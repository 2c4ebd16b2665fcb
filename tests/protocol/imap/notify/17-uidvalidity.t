# RFC 5465 5.1: FlagChange tells of a new UIDVALIDITY, as when a mailbox is made anew under its name.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
TEXT Work Subject: x\n\nx\n
C: b NOTIFY SET (mailboxes Work (MessageNew MessageExpunge FlagChange MailboxName))
S: b OK Notify completed.
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b DELETE Work
S: b OK Delete completed.
ON 1
S: * LIST (\NonExistent) "." Work
ON two
C: c CREATE Work
S~ c OK [MAILBOXID (*)] Create completed.
ON 1
S: * LIST (\HasNoChildren) "." Work
ON two
C: d APPEND Work () {3+}
C! x\r\n\r\n
S~ d OK *
ON 1
S~ * STATUS Work (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
