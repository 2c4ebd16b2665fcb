# DISPLAYFROM: the name, else the address.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: "Zoe" <ann@b.org>\nTo: "Bob" <z@x>\nSubject: 1\n\nx\n
TEXT INBOX From: ann@a.org\nTo: A <y@x>\nSubject: 2\n\nx\n
TEXT INBOX From: =?iso-8859-1?Q?=C4nne?= <zoe@c.org>\nTo: c@x\nSubject: 3\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DISPLAYFROM) UTF-8 ALL
S: * SORT 2 3 1
S: b OK Sort completed.
C: c SORT (FROM) UTF-8 ALL
S: * SORT 1 2 3
S: c OK Sort completed.
