# With other return options, in any order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo
C: z1 SUBSCRIBE foo
S... z1 OK *
C: b LIST "" foo RETURN (SUBSCRIBED STATUS (UIDNEXT) CHILDREN)
S: * LIST (\HasNoChildren \Subscribed) "." foo
S: * STATUS foo (UIDNEXT 1)
S: b OK List completed.
