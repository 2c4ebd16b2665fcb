# Messages that name each other make no loop.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <1@x>\nReferences: <2@x>\n\nx\n
TEXT INBOX Subject: b\nMessage-ID: <2@x>\nReferences: <1@x>\n\nx\n
TEXT INBOX Subject: c\nMessage-ID: <3@x>\nReferences: <3@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD (2 1)(3)
S: b OK Thread completed.
