# A name that only begins alike is no child.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
FOLDER Workshop
C: b LIST "" "Work*"
S: * LIST (\HasNoChildren) "." Work
S: * LIST (\HasNoChildren) "." Workshop
S: b OK List completed.
