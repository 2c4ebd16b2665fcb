# A mailbox with one below it (RFC 3348 3).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
FOLDER Work.Reports
C: b LIST "" Work
S: * LIST (\HasChildren) "." Work
S: b OK List completed.
