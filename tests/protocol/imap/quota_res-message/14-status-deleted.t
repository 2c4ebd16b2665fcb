# STATUS DELETED (RFC 9208 §4.1.4): what an EXPUNGE would remove; gone with it.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: one\n\nbody\n
TEXT INBOX Subject: two\n\nbody\n
FLAGS INBOX 2 + \Deleted
C: b STATUS INBOX (DELETED MESSAGES)
S: * STATUS INBOX (DELETED 1 MESSAGES 2)
S: b OK Status completed.
C: c SELECT INBOX
S... c OK [READ-WRITE] Select completed.
C: d EXPUNGE
S: * 2 EXPUNGE
S: d OK Expunge completed.
C: e STATUS INBOX (DELETED MESSAGES)
S: * STATUS INBOX (DELETED 0 MESSAGES 1)
S: e OK Status completed.
