# RFC 5465 5.4: names that come, go and change, with their parents; not to the one who did it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY SET (personal (MailboxName MessageNew MessageExpunge))
S: b OK Notify completed.
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE NewMailbox
S~ b OK [MAILBOXID (*)] Create completed.
ON 1
S: * LIST (\HasNoChildren) "." NewMailbox
ON two
C: c CREATE NewMailbox.Below
S~ c OK [MAILBOXID (*)] Create completed.
ON 1
S: * LIST (\HasNoChildren) "." NewMailbox.Below
S: * LIST (\HasChildren) "." NewMailbox
ON two
C: d RENAME NewMailbox.Below NewMailbox.Renamed
S: d OK Rename completed.
ON 1
S: * LIST (\HasNoChildren) "." NewMailbox.Renamed ("OLDNAME" (NewMailbox.Below))
ON two
C: e DELETE NewMailbox.Renamed
S: e OK Delete completed.
ON 1
S: * LIST (\NonExistent) "." NewMailbox.Renamed
S: * LIST (\HasNoChildren) "." NewMailbox
C: c CREATE Mine
S~ c OK [MAILBOXID (*)] Create completed.
SILENT
ON two
C: f APPEND Mine () {3+}
C! x\r\n\r\n
S~ f OK *
ON 1
S~ * STATUS Mine (MESSAGES 1 UIDNEXT 2 UIDVALIDITY *)
