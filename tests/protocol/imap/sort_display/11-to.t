# DISPLAYTO likewise.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: "Zoe" <ann@b.org>\nTo: "Bob" <z@x>\nSubject: 1\n\nx\n
TEXT INBOX From: ann@a.org\nTo: A <y@x>\nSubject: 2\n\nx\n
TEXT INBOX From: =?iso-8859-1?Q?=C4nne?= <zoe@c.org>\nTo: c@x\nSubject: 3\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DISPLAYTO) UTF-8 ALL
S: * SORT 2 1 3
S: b OK Sort completed.
C: c SORT (REVERSE DISPLAYTO) UTF-8 ALL
S: * SORT 3 1 2
S: c OK Sort completed.
