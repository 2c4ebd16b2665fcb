# Names outside ASCII travel in modified UTF-7.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE "Entw&APw-rfe"
S~ b OK [MAILBOXID (F*)] Create completed.
C: c CREATE R&-D
S~ c OK [MAILBOXID (F*)] Create completed.
C: d CREATE "caf&AGE-"
S~ d BAD *modified UTF-7*
C: e CREATE "A&B"
S~ e BAD *modified UTF-7*
C: f LIST "" *
S: * LIST (\HasNoChildren) "." Entw&APw-rfe
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." R&-D
S: f OK List completed.
C: g SELECT Entw&APw-rfe
S... g OK *
