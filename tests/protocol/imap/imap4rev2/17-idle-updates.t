# RFC 9051 6.3.13: in IDLE too a FETCH response has its UID, and RECENT is not told.
BULK INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b IDLE
S: + idling
FLAGS INBOX 2 + \Seen
S: * 2 FETCH (UID 2 FLAGS (\Seen))
TEXT INBOX Subject: x\n\nx\n
S: * 3 EXISTS
C: DONE
S: b OK Idle completed.
