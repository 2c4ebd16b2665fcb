# RFC 5258 5, example 8 A, A1, C: CHILDINFO against \HasChildren.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Foo.Bar
FOLDER Foo.Baz
FOLDER Moo
C: z1 SUBSCRIBE Foo.Baz
S... z1 OK *
C: C02 LIST (SUBSCRIBED) "" "*"
S: * LIST (\HasNoChildren \Subscribed) "." Foo.Baz
S: C02 OK List completed.
C: C03 LIST (SUBSCRIBED) "" "%"
S: C03 OK List completed.
C: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
S: * LIST (\HasChildren) "." Foo ("CHILDINFO" ("SUBSCRIBED"))
S: C04 OK List completed.
C: z2 SUBSCRIBE Foo
S... z2 OK *
C: C05 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
S: * LIST (\HasChildren \Subscribed) "." Foo ("CHILDINFO" ("SUBSCRIBED"))
S: C05 OK List completed.
C: z3 UNSUBSCRIBE Foo.Baz
C: z4 SUBSCRIBE Moo
S... z4 OK *
C: C06 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%" RETURN (CHILDREN)
S: * LIST (\HasChildren \Subscribed) "." Foo
S: * LIST (\HasNoChildren \Subscribed) "." Moo
S: C06 OK List completed.
