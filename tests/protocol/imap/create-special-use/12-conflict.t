# A use that a client has given away is not given twice; the mailbox is not made then.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE One (USE (\Trash))
S~ b OK [MAILBOXID (*)] Create completed.
C: c CREATE Two (USE (\Junk \Trash))
S: c NO [USEATTR] Another mailbox has this special use.
C: d CREATE Three (USE (\Junk))
S~ d OK [MAILBOXID (*)] Create completed.
C: e LIST "" T*
S: * LIST (\HasNoChildren \Junk) "." Three
S: e OK List completed.
