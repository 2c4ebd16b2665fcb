# RFC 9051 6.4.1: CLOSE knows no NO, and leaves the mailbox whatever happens.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b STORE 1 +FLAGS.SILENT (\Deleted)
S: b OK Store completed.
TROUBLE expunge EIO
C: c CLOSE
S: c OK Close completed.
C: d CHECK
S: d BAD No mailbox selected.
C: e STATUS INBOX (MESSAGES)
S: * STATUS INBOX (MESSAGES 2)
S: e OK Status completed.
