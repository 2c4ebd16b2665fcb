# What FETCH says of each adds up.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: x\n\nx\n
TEXT INBOX Subject: yy\n\nyy\n
C: s SELECT INBOX
S... s OK *
C: b FETCH 1:* RFC822.SIZE
S: * 1 FETCH (RFC822.SIZE 17)
S: * 2 FETCH (RFC822.SIZE 19)
S: b OK Fetch completed.
C: c STATUS INBOX (SIZE)
S: * STATUS INBOX (SIZE 36)
S: c OK Status completed.
