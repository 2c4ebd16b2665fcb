# Appendix E: RECENT, \Recent are told to nobody who speaks IMAP4rev2, but answered where they are asked for.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
TEXT INBOX Subject: one\n\nx\n
C: b NOOP
S: * 1 EXISTS
S: b OK NOOP completed.
C: c FETCH 1 FLAGS
S: * 1 FETCH (FLAGS ())
S: c OK Fetch completed.
C: d STATUS INBOX (MESSAGES RECENT DELETED SIZE)
S: * STATUS INBOX (MESSAGES 1 RECENT 0 DELETED 0 SIZE 19)
S: d OK Status completed.
C: f SEARCH NEW
S: * ESEARCH (TAG "f") ALL 1
S: f OK Search completed.
