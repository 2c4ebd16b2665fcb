# RFC 5819 3, second example: no STATUS for what is told for its children.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
FOLDER foo.bar
C: z1 SUBSCRIBE INBOX
C: z2 SUBSCRIBE foo.bar
S... z2 OK *
C: A02 LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (STATUS (MESSAGES))
S: * LIST (\HasNoChildren \Subscribed) "." INBOX
S: * STATUS INBOX (MESSAGES 2)
S: * LIST (\HasChildren) "." foo ("CHILDINFO" ("SUBSCRIBED"))
S: A02 OK List completed.
