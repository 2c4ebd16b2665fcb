# By LIST-STATUS for all at once.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: x\n\nx\n
FOLDER foo
C: b LIST "" * RETURN (STATUS (SIZE))
S: * LIST (\HasNoChildren) "." INBOX
S: * STATUS INBOX (SIZE 17)
S: * LIST (\HasNoChildren) "." foo
S: * STATUS foo (SIZE 0)
S: b OK List completed.
