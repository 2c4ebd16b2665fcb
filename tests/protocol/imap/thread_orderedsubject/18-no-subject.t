# Messages without a subject have the same one: none.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Date: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: Re:\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: x\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD ORDEREDSUBJECT UTF-8 ALL
S: * THREAD (1 2)(3)
S: b OK Thread completed.
