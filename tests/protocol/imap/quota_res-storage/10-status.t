# STATUS DELETED and DELETED-STORAGE (RFC 9208 §4.1.4): messages, and octets, that an EXPUNGE would free.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT Work Subject: one\n\nx\n
TEXT Work Subject: two\n\nyy\n
TEXT Work Subject: three\n\nzzz\n
C: b STATUS Work (DELETED DELETED-STORAGE)
S: * STATUS Work (DELETED 0 DELETED-STORAGE 0)
S: b OK Status completed.
FLAGS Work 1 + \Deleted
FLAGS Work 2 + \Deleted
C: c STATUS Work (MESSAGES DELETED deleted-storage)
S: * STATUS Work (MESSAGES 3 DELETED 2 DELETED-STORAGE 39)
S: c OK Status completed.
