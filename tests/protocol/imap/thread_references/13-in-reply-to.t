# Without References, In-Reply-To: its first Message-ID.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nMessage-ID: <1@x>\n\nx\n
TEXT INBOX Subject: b\nMessage-ID: <2@x>\nIn-Reply-To: Your message <1@x> of <3@x>\n\nx\n
TEXT INBOX Subject: c\nMessage-ID: <3@x>\nIn-Reply-To: nothing\n\nx\n
TEXT INBOX Subject: d\nMessage-ID: <4@x>\nReferences: nonsense\nIn-Reply-To: <3@x>\n\nx\n
TEXT INBOX Subject: e\nMessage-ID: <5@x>\nReferences: <1@x>\nIn-Reply-To: <3@x>\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b THREAD REFERENCES UTF-8 ALL
S: * THREAD (1 (2)(5))(3 4)
S: b OK Thread completed.
