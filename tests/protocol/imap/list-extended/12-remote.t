# RFC 5258 5, examples 4 to 6: REMOTE adds nothing where there are no remote mailboxes.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Fruit.Apple
C: z1 SUBSCRIBE Fruit.Apple
C: z2 SUBSCRIBE Fruit.Peach
S... z2 OK *
C: A04 LIST (REMOTE) "" "%" RETURN (CHILDREN)
S: * LIST (\HasChildren) "." Fruit
S: * LIST (\HasNoChildren) "." INBOX
S: A04 OK List completed.
C: A05 LIST (REMOTE SUBSCRIBED) "" "*"
S: * LIST (\HasNoChildren \Subscribed) "." Fruit.Apple
S: * LIST (\NonExistent \Subscribed) "." Fruit.Peach
S: A05 OK List completed.
C: A06 LIST (REMOTE) "" "*" RETURN (SUBSCRIBED)
S: * LIST (\HasChildren) "." Fruit
S: * LIST (\HasNoChildren \Subscribed) "." Fruit.Apple
S: * LIST (\HasNoChildren) "." INBOX
S: A06 OK List completed.
