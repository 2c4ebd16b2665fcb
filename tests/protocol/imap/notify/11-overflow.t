# RFC 5465 5.8: too many changes of names while a command runs; from then on nothing is told.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY SET (personal (MailboxName))
S: b OK Notify completed.
FOLDERS many 300
C: c NOTIFY SET (personal (MessageNew MessageExpunge))
S: c NO [NOTIFICATIONOVERFLOW] Too many mailboxes to watch.
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY SET (mailboxes INBOX (MailboxName MessageNew MessageExpunge)) (subtree new (MessageNew MessageExpunge))
S: b OK Notify completed.
FOLDERS new 300
ON 1
C: d CREATE other
S~ d OK [MAILBOXID (*)] Create completed.
ON two
S: * OK [NOTIFICATIONOVERFLOW] Too many notifications, none will follow.
TEXT INBOX Subject: x\n\nx\n
SILENT
