# Other trouble drops that STATUS alone.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER a
FOLDER b
TROUBLE status EIO
C: c LIST "" (a b) RETURN (STATUS (MESSAGES))
S: * LIST (\HasNoChildren) "." a
S: * LIST (\HasNoChildren) "." b
S: * STATUS b (MESSAGES 0)
S: c OK List completed.
