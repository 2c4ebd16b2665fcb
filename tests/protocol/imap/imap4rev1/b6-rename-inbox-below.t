# INBOX keeps its place when its messages move, so they may move to a mailbox below it (RFC 3501 6.3.5); no other name may move into itself.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FOLDER one
C: b RENAME INBOX INBOX.old
S: b OK Rename completed.
C: c STATUS INBOX.old (MESSAGES)
S: * STATUS INBOX.old (MESSAGES 2)
S~ c OK *
C: d STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 0)
S~ d OK *
C: e RENAME one one.two
S~ e NO *
C: f RENAME INBOX INBOX
S~ f NO *
