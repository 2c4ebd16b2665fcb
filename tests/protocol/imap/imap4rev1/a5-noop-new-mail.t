# NOOP and every other command tell of new mail.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

TEXT INBOX Subject: one\n\nx\n
C: b NOOP
S: * 1 EXISTS
S: * 1 RECENT
S: b OK NOOP completed.
TEXT INBOX Subject: two\n\nx\n
C: c LIST "" INBOX
S: * LIST (\HasNoChildren) "." INBOX
S: * 2 EXISTS
S: * 2 RECENT
S: c OK List completed.
TROUBLE refresh EIO
C: d NOOP
S~ d NO [UNAVAILABLE] *
