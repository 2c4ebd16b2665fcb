# RFC 5258 5, example 10: CHILDINFO without \HasChildren.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER foo
C: z1 SUBSCRIBE foo.bar
S... z1 OK *
C: a1 LIST "" ("foo" "foo.*")
S: * LIST (\HasNoChildren) "." foo
S: a1 OK List completed.
C: a2 LIST (SUBSCRIBED) "" "foo.*"
S: * LIST (\NonExistent \Subscribed) "." foo.bar
S: a2 OK List completed.
C: a3 LIST (SUBSCRIBED RECURSIVEMATCH) "" foo RETURN (CHILDREN)
S: * LIST (\HasNoChildren) "." foo ("CHILDINFO" ("SUBSCRIBED"))
S: a3 OK List completed.
