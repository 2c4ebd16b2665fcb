# Answers to a message that is not there stay together.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <2@x>\nReferences: <1@x>\n\nx\n
TEXT INBOX Subject: b\nMessage-ID: <3@x>\nReferences: <1@x>\n\nx\n
TEXT INBOX Subject: c\nMessage-ID: <4@x>\nReferences: <9@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFS UTF-8 ALL
S: * THREAD ((1)(2))(3)
S: b OK Thread completed.
