# With IMAP4rev2: no RECENT, ESEARCH, and UIDFETCH without a second UID.
BULK INBOX 2
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: f ENABLE UIDONLY
S: * ENABLED UIDONLY
S: f OK Enabled.
C: s SELECT INBOX
S... s OK *
FLAGS INBOX 2 + \Seen
C: n NOOP
S: * 2 UIDFETCH (FLAGS (\Seen))
S: n OK NOOP completed.
C: b UID SEARCH SEEN
S: * ESEARCH (TAG "b") UID ALL 2
S: b OK Search completed.
