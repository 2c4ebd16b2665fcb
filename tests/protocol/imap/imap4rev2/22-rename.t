# RFC 9051 6.3.6: RENAME tells the new name with the old one; nothing of INBOX, of which there is a new one.
FOLDER blurdybloop
FOLDER foo.bar
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: A683 RENAME blurdybloop sarasoop
S: * LIST (\HasNoChildren) "." sarasoop ("OLDNAME" (blurdybloop))
S: A683 OK Rename completed.
C: A684 RENAME foo zowie
S: * LIST (\HasChildren) "." zowie ("OLDNAME" (foo))
S: A684 OK Rename completed.
C: A685 LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." sarasoop
S: * LIST (\HasChildren) "." zowie
S: * LIST (\HasNoChildren) "." zowie.bar
S: A685 OK List completed.
C: Z433 RENAME INBOX old-mail
S: Z433 OK Rename completed.
C: b RENAME this that
S: b NO [NONEXISTENT] Mailbox doesn't exist.
C: c RENAME sarasoop zowie
S: c NO [ALREADYEXISTS] Mailbox already exists.
CONNECT other
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b RENAME sarasoop blurdybloop
S: b OK Rename completed.
