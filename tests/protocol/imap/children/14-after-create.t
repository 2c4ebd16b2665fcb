# And the first.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
C: b CREATE Work.New
S~ b OK [MAILBOXID (F*)] Create completed.
C: c LIST "" "%"
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasChildren) "." Work
S: c OK List completed.
