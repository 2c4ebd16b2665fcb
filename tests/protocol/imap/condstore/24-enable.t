# RFC 5161: ENABLE CONDSTORE, before a mailbox is selected.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 1
C: b ENABLE CONDSTORE X-FROB
S: * ENABLED CONDSTORE
S: b OK Enabled.
C: s SELECT INBOX
S... s OK *
FLAGS INBOX 1 + \Flagged
C: c NOOP
S: * 1 FETCH (UID 1 FLAGS (\Flagged \Recent) MODSEQ (3))
S: c OK NOOP completed.
