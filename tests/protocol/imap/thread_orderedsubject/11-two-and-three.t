# Two of a subject are a chain, three are a parent with two children.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 5 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD ORDEREDSUBJECT UTF-8 ALL
S: * THREAD (1 2)(3 (4)(5))
S: b OK Thread completed.
