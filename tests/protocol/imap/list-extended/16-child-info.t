# RFC 5258 5, example 9: CHILDINFO whether or not the children match the pattern.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo2.bar1
FOLDER foo2.bar2
FOLDER baz2.bar2
FOLDER baz2.bar22
FOLDER baz2.bar222
FOLDER eps2.mamba
FOLDER qux2.bar2
C: z0 DELETE qux2
C: z1 SUBSCRIBE foo2.bar1
C: z2 SUBSCRIBE foo2.bar2
C: z3 SUBSCRIBE baz2.bar2
C: z4 SUBSCRIBE baz2.bar22
C: z5 SUBSCRIBE baz2.bar222
C: z6 SUBSCRIBE eps2
C: z7 SUBSCRIBE eps2.mamba
C: z8 SUBSCRIBE qux2.bar2
S... z8 OK *
C: D02 LIST (SUBSCRIBED) "" "*"
S: * LIST (\HasNoChildren \Subscribed) "." baz2.bar2
S: * LIST (\HasNoChildren \Subscribed) "." baz2.bar22
S: * LIST (\HasNoChildren \Subscribed) "." baz2.bar222
S: * LIST (\HasChildren \Subscribed) "." eps2
S: * LIST (\HasNoChildren \Subscribed) "." eps2.mamba
S: * LIST (\HasNoChildren \Subscribed) "." foo2.bar1
S: * LIST (\HasNoChildren \Subscribed) "." foo2.bar2
S: * LIST (\HasNoChildren \Subscribed) "." qux2.bar2
S: D02 OK List completed.
C: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
S: * LIST (\HasNoChildren \Subscribed) "." baz2.bar2
S: * LIST (\HasNoChildren \Subscribed) "." baz2.bar22
S: * LIST (\HasNoChildren \Subscribed) "." baz2.bar222
S: * LIST (\HasChildren \Subscribed) "." eps2 ("CHILDINFO" ("SUBSCRIBED"))
S: * LIST (\HasChildren) "." foo2 ("CHILDINFO" ("SUBSCRIBED"))
S: * LIST (\HasNoChildren \Subscribed) "." foo2.bar2
S: * LIST (\HasNoChildren \Subscribed) "." qux2.bar2
S: D03 OK List completed.
