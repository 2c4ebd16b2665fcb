# What happens afterwards is told to nobody.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b UNSELECT
S: b OK Unselect completed.
TEXT INBOX Subject: x\n\nx\n
C: c NOOP
S: c OK NOOP completed.
