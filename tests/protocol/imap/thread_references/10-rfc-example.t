# RFC 5256 3, A285: answers below answers; and the picture of 4.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nDate: 1 Jan 2020 10:00:00 +0000\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\nMessage-ID: <2@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\nMessage-ID: <3@x>\nReferences: <2@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 4 Jan 2020 10:00:00 +0000\nMessage-ID: <4@x>\nReferences: <2@x> <3@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 5 Jan 2020 10:00:00 +0000\nMessage-ID: <5@x>\nReferences: <4@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 6 Jan 2020 10:00:00 +0000\nMessage-ID: <6@x>\nReferences: <3@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 7 Jan 2020 10:00:00 +0000\nMessage-ID: <7@x>\nReferences: <6@x>\n\nx\n
TEXT INBOX Subject: b\nDate: 8 Jan 2020 10:00:00 +0000\nMessage-ID: <8@x>\nReferences: <7@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: A285 THREAD REFERENCES UTF-8 SINCE 5-MAR-2000
S: * THREAD (1)(2 3 (4 5)(6 7 8))
S: A285 OK Thread completed.
