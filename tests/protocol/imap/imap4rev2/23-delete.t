# RFC 9051 6.3.5 and 7.1: a mailbox below another stays; INBOX cannot be deleted.
FOLDER blurdybloop
FOLDER foo.bar
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: A683 DELETE blurdybloop
S: A683 OK Delete completed.
C: A685 DELETE foo.bar
S: A685 OK Delete completed.
C: b DELETE INBOX
S: b NO [CANNOT] INBOX can't be deleted.
C: c DELETE blurdybloop
S: c NO [NONEXISTENT] Mailbox doesn't exist.
