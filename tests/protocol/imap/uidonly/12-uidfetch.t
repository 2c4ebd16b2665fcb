# RFC 9586 3.3, commands 10 and 11: UIDFETCH, with the UID once more where it was asked for.
BULK INBOX 3
FLAGS INBOX 1 + \Seen
FLAGS INBOX 2 + \Flagged \Answered
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: r UID STORE 1:3 FLAGS.SILENT ()
S: r OK Store completed.
C: q UID STORE 2 FLAGS (\Flagged)
S: * 2 UIDFETCH (FLAGS (\Flagged \Recent))
S: q OK Store completed.
C: 10 UID FETCH 2:3 (RFC822.SIZE)
S: * 2 UIDFETCH (RFC822.SIZE 29)
S: * 3 UIDFETCH (RFC822.SIZE 29)
S: 10 OK Fetch completed.
C: 11 UID FETCH 1:* (UID RFC822.SIZE)
S: * 1 UIDFETCH (UID 1 RFC822.SIZE 29)
S: * 2 UIDFETCH (UID 2 RFC822.SIZE 29)
S: * 3 UIDFETCH (UID 3 RFC822.SIZE 29)
S: 11 OK Fetch completed.
