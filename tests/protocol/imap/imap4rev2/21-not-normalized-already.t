# A mailbox that another program has made under such a name keeps it, and is found by it.
FOLDER café
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: b LIST "" "c*"
S: * LIST (\HasNoChildren) "." "café"
S: b OK List completed.
C: c SELECT "café"
S... * LIST (\HasNoChildren) "." "café"
S: c OK [READ-WRITE] Select completed.
C: d SELECT "café"
S: * OK [CLOSED] Previous mailbox closed.
S: d NO [NONEXISTENT] Mailbox doesn't exist.
C: f DELETE "café"
S: f OK Delete completed.
