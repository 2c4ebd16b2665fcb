# RFC 8474 4, 8.2: INBOX keeps its id, its messages keep theirs.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\none\n
C: b RENAME INBOX old
S: b OK Rename completed.
C: c STATUS INBOX (MAILBOXID MESSAGES)
S: * STATUS INBOX (MAILBOXID (F1001) MESSAGES 0)
S: c OK Status completed.
C: d SELECT old
S... * OK [MAILBOXID (F1002)] *
S... d OK *
C: e FETCH 1 EMAILID
S: * 1 FETCH (EMAILID (M1001-1))
S: e OK Fetch completed.
