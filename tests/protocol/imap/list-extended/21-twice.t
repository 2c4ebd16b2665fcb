# An option named twice counts once; the reference goes before each pattern.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work.A
FOLDER Work.B
C: z1 SUBSCRIBE Work.A
S... z1 OK *
C: b LIST (SUBSCRIBED SUBSCRIBED) Work. (A B C) RETURN (SUBSCRIBED CHILDREN CHILDREN)
S: * LIST (\HasNoChildren \Subscribed) "." Work.A
S: b OK List completed.
