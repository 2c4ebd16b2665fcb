# CREATE, RENAME, DELETE and what they refuse.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b CREATE Work
S~ b OK [MAILBOXID (F*)] Create completed.
C: c CREATE Work
S: c NO [ALREADYEXISTS] Mailbox already exists.
C: d CREATE Lists.
S~ d OK [MAILBOXID (F*)] Create completed.
C: e CREATE INBOX
S~ e NO [ALREADYEXISTS] *
C: f RENAME Work Play
S: f OK Rename completed.
C: g RENAME Work Games
S~ g NO [NONEXISTENT] *
C: h RENAME Play Lists
S~ h NO [ALREADYEXISTS] *
C: i DELETE INBOX
S: i NO [CANNOT] INBOX can't be deleted.
C: j DELETE nothing
S~ j NO [NONEXISTENT] *
C: k DELETE Play
S: k OK Delete completed.
C: l LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." Lists
S: l OK List completed.
