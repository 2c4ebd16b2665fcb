# The first message has the Message-ID, the second has one of its own; no id is nobody's parent.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: b\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: c\nMessage-ID: <3@x>\nReferences: <1@x>\n\nx\n
TEXT INBOX Subject: d\n\nx\n
TEXT INBOX Subject: e\nMessage-ID: nonsense\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 3)(2)(4)(5)
S: b OK Thread completed.
