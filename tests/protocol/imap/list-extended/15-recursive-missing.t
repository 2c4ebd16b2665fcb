# RFC 5258 5, example 8 A2 and B: a parent that does not exist; no subscriptions at all.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Foo.Bar
C: z1 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
S: z1 OK List completed.
C: z2 DELETE Foo.Bar
C: z3 DELETE Foo
C: z4 SUBSCRIBE Foo.Baz
S... z4 OK *
C: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
S: * LIST (\NonExistent) "." Foo ("CHILDINFO" ("SUBSCRIBED"))
S: C04 OK List completed.
