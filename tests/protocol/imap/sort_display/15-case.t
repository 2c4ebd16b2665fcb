# i;unicode-casemap, not octets.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: zoe <a@x>\nSubject: 1\n\nx\n
TEXT INBOX From: Ann <b@x>\nSubject: 2\n\nx\n
TEXT INBOX From: ANN <c@x>\nSubject: 3\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DISPLAYFROM FROM) UTF-8 ALL
S: * SORT 2 3 1
S: b OK Sort completed.
