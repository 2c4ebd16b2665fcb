# RFC 5258 5, example 7: several patterns; each name once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Drafts
FOLDER Sent.March2004
FOLDER Sent.August2004
FOLDER Other
C: BBB LIST "" ("INBOX" "Drafts" "Sent.%")
S: * LIST (\HasNoChildren) "." Drafts
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." Sent.August2004
S: * LIST (\HasNoChildren) "." Sent.March2004
S: BBB OK List completed.
C: CCC LIST "" (D* Drafts "Dr%")
S: * LIST (\HasNoChildren) "." Drafts
S: CCC OK List completed.
