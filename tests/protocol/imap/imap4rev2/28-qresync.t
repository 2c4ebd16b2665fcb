# With CONDSTORE and QRESYNC: MODSEQ in what is told, VANISHED for EXPUNGE; LIST comes with SELECT here as well.
BULK INBOX 3
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: q ENABLE QRESYNC
S: * ENABLED CONDSTORE QRESYNC
S: q OK Enabled.
C: s SELECT INBOX
S... * LIST (\HasNoChildren) "." INBOX
S~ s OK *
GONE INBOX 2
FLAGS INBOX 3 + \Seen
C: b NOOP
S: * VANISHED 2
S~ * 2 FETCH (UID 3 FLAGS (\Seen) MODSEQ (*))
S: b OK NOOP completed.
