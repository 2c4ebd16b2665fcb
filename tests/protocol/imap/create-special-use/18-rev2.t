# IMAP4rev2 tells it with SELECT, too, and with a name that was normalized.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: b CREATE "café" (USE (\Drafts))
S: * LIST (\HasNoChildren \Drafts) "." "café" ("OLDNAME" ("café"))
S~ b OK [MAILBOXID (*)] Create completed.
C: c SELECT "café"
S... * LIST (\HasNoChildren \Drafts) "." "café"
S: c OK [READ-WRITE] Select completed.
