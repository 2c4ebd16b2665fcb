# DELETED is an item of LIST-STATUS too.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT Work Subject: one\n\nbody\n
FLAGS Work 1 + \Deleted
C: b LIST "" Work RETURN (STATUS (MESSAGES DELETED))
S~ * LIST (*) "." Work
S: * STATUS Work (MESSAGES 1 DELETED 1)
S: b OK List completed.
