# Keys that need the text.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE COUNT) BODY "lunch"
S: * ESEARCH (TAG "b") UID COUNT 0
S: b OK Search completed, will notify.
TEXT INBOX Subject: x\n\nLunch?\n
TEXT INBOX Subject: y\n\nno\n
C: c NOOP
S: * 4 EXISTS
S: * 4 RECENT
S: * ESEARCH (TAG "b") UID ADDTO (0 3)
S: c OK NOOP completed.
