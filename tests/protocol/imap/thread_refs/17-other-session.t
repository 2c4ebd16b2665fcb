# What another session takes away and brings.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: b\nMessage-ID: <2@x>\nReferences: <1@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
GONE INBOX 1
TEXT INBOX Subject: c\nMessage-ID: <3@x>\nReferences: <2@x>\n\nx\n
C: b UID THREAD REFS UTF-8 ALL
S: * THREAD (2)
S: * 1 EXPUNGE
S: * 2 EXISTS
S: * 2 RECENT
S: b OK Thread completed.
C: c THREAD REFS UTF-8 ALL
S: * THREAD (1 2)
S: c OK Thread completed.
