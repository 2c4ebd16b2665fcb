# Without From or To the value is empty and comes first.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: b@x\nSubject: 1\n\nx\n
TEXT INBOX Subject: 2\n\nx\n
TEXT INBOX From: a@x\nSubject: 3\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DISPLAYFROM) UTF-8 ALL
S: * SORT 2 3 1
S: b OK Sort completed.
C: c SORT (DISPLAYTO) UTF-8 ALL
S: * SORT 1 2 3
S: c OK Sort completed.
