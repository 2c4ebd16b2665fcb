# RFC 5819 3, first example: a STATUS behind each LIST, none for what cannot be selected.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
SEEN INBOX Subject: x\n\nx\n
FOLDER foo
FOLDER bar.below
C: z1 DELETE bar
S... z1 OK *
C: A01 LIST "" % RETURN (STATUS (MESSAGES UNSEEN))
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (MESSAGES 4 UNSEEN 3)
S: * LIST (\NonExistent \HasChildren) "." bar
S: * LIST (\HasNoChildren) "." foo
S: * STATUS foo (MESSAGES 0 UNSEEN 0)
S: A01 OK List completed.
