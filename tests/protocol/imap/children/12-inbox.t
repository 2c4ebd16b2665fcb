# INBOX with a mailbox below it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
FOLDER INBOX.Old
C: b LIST "" inbox
S: * LIST (\HasChildren) "." INBOX
S: b OK List completed.
