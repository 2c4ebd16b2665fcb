# Two answers to a message that is not there: ((1)(2)).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <3@x>\nReferences: <0@x>\n\nx\n
TEXT INBOX Subject: b\nMessage-ID: <5@x>\nReferences: <0@x>\n\nx\n
TEXT INBOX Subject: c\nMessage-ID: <6@x>\nReferences: <9@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD ((1)(2))(3)
S: b OK Thread completed.
