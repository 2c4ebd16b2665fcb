# RFC 5957 3: a name that is empty is no name.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: "" <c@x>\nSubject: 1\n\nx\n
TEXT INBOX From: "b" <z@x>\nSubject: 2\n\nx\n
TEXT INBOX From: =?utf-8?Q??= <a@x>\nSubject: 3\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DISPLAYFROM) UTF-8 ALL
S: * SORT 3 2 1
S: b OK Sort completed.
