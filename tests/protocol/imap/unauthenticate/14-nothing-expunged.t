# RFC 8437 3: the mailbox is selected no more, and nothing is expunged.
TEXT INBOX Subject: one\n\nx\n
FLAGS INBOX 1 + \Deleted
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT INBOX
S... b OK *
C: c UNAUTHENTICATE
S~ c OK *
C: d LOGIN alice@example.org secret
S~ d OK *
C: e STATUS INBOX (MESSAGES DELETED)
S: * STATUS INBOX (MESSAGES 1 DELETED 1)
S: e OK Status completed.
