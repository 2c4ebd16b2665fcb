# RFC 9586 3.4, command 12, and 3.6: VANISHED for EXPUNGE, also of messages that others expunged.
BULK INBOX 5
FLAGS INBOX 1 + \Deleted
FLAGS INBOX 3 + \Deleted
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: 12 EXPUNGE
S: * VANISHED 1,3
S: 12 OK Expunge completed.
GONE INBOX 4
C: 13 NOOP
S: * VANISHED 4
S: 13 OK NOOP completed.
FLAGS INBOX 5 + \Deleted
C: 14 UID EXPUNGE 5
S: * VANISHED 5
S: 14 OK Expunge completed.
