# Below the roots the sent date decides.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nDate: 1 Jan 2020 10:00:00 +0000\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 9 Jan 2020 10:00:00 +0000\nMessage-ID: <2@x>\nReferences: <1@x>\n\nx\n
TEXT INBOX Subject: c\nDate: 5 Jan 2020 10:00:00 +0000\nMessage-ID: <3@x>\nReferences: <1@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFS UTF-8 ALL
S: * THREAD (1 (3)(2))
S: b OK Thread completed.
