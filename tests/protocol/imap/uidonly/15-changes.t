# RFC 9586 3.6: changes of flags come as UIDFETCH, in IDLE too; EXISTS and RECENT are as ever.
BULK INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE UIDONLY
S: * ENABLED UIDONLY
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
FLAGS INBOX 2 + \Seen
C: b NOOP
S: * 2 UIDFETCH (FLAGS (\Seen \Recent))
S: b OK NOOP completed.
C: c IDLE
S: + idling
GONE INBOX 1
S: * VANISHED 1
TEXT INBOX Subject: x\n\nx\n
S: * 2 EXISTS
S~ * * RECENT
C: DONE
S: c OK Idle completed.
