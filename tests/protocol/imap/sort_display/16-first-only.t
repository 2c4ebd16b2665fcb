# Only the first address counts.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX To: b@x, a@x\nSubject: 1\n\nx\n
TEXT INBOX To: ab@x\nSubject: 2\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DISPLAYTO) UTF-8 ALL
S: * SORT 2 1
S: b OK Sort completed.
