# What a failed look held up is tried again with the next command.
NOCUT what is told may come between two pieces of a command
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
C: c NOOP
S: c OK NOOP completed.
S: * LIST (\HasNoChildren) "." late
SILENT
