# When the look at the folders fails after a notice, the next push makes it good, whatever it is about.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY SET (personal (MailboxName MessageNew MessageExpunge))
S: b OK Notify completed.
CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TROUBLE list EIO
C: b CREATE late
S~ b OK [MAILBOXID (*)] Create completed.
ON 1
SILENT
TEXT late Subject: x\n\nx\n
SILENT
TEXT INBOX Subject: x\n\nx\n
S: * LIST (\HasNoChildren) "." late
S~ * STATUS INBOX (MESSAGES 1 *)
S~ * STATUS late (MESSAGES 1 *)
TEXT late Subject: y\n\ny\n
S~ * STATUS late (MESSAGES 2 *)
