# The prefix lists the personal mailboxes.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER Work
C: b NAMESPACE
S: * NAMESPACE (("" ".")) NIL NIL
S: b OK Namespace completed.
C: c LIST "" "%"
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." Work
S: c OK List completed.
