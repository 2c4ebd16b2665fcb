# A mailbox with none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
C: b LIST "" Work
S: * LIST (\HasNoChildren) "." Work
S: b OK List completed.
