# LIST is part of SELECT: when it cannot be made, nothing is selected.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
TROUBLE list EIO
C: b SELECT INBOX
S... b NO [*
C: c FETCH 1 FLAGS
S: c BAD No mailbox selected.
