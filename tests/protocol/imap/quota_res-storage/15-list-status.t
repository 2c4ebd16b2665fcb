# DELETED-STORAGE is an item of LIST-STATUS too.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT Work Subject: one\n\nbody\n
FLAGS Work 1 + \Deleted
C: b LIST "" Work RETURN (STATUS (DELETED-STORAGE))
S~ * LIST (*) "." Work
S~ * STATUS Work (DELETED-STORAGE 2*)
S: b OK List completed.
