# The selected mailbox, too.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b LIST "" INBOX RETURN (STATUS (MESSAGES RECENT))
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (MESSAGES 2 RECENT 0)
S: b OK List completed.
