# What cannot be parsed is that; before ENABLE numbers are fine.
BULK INBOX 1
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 (UID)
S: * 1 FETCH (UID 1)
S: b OK Fetch completed.
C: c ENABLE UIDONLY
S: * ENABLED UIDONLY
S: c OK Enabled.
C: d FETCH
S~ d BAD Error in IMAP command FETCH: *
C: e UID FETCH 1 (UID)
S: * 1 UIDFETCH (UID 1)
S: e OK Fetch completed.
