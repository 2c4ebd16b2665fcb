# With UID, with RETURN, and misspelt.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: "Zoe" <ann@b.org>\nTo: "Bob" <z@x>\nSubject: 1\n\nx\n
TEXT INBOX From: ann@a.org\nTo: A <y@x>\nSubject: 2\n\nx\n
TEXT INBOX From: =?iso-8859-1?Q?=C4nne?= <zoe@c.org>\nTo: c@x\nSubject: 3\n\nx\n
GONE INBOX 1
C: s SELECT INBOX
S... s OK *
C: b UID SORT (DISPLAYFROM) UTF-8 ALL
S: * SORT 2 3
S: b OK Sort completed.
C: c UID SORT RETURN (MAX) (DISPLAYFROM) UTF-8 ALL
S: * ESEARCH (TAG "c") UID MAX 3
S: c OK Sort completed.
C: d SORT (DISPLAY) UTF-8 ALL
S: d BAD Error in IMAP command SORT: unknown sort criterion.
C: e SORT (DISPLAYCC) UTF-8 ALL
S: e BAD Error in IMAP command SORT: unknown sort criterion.
