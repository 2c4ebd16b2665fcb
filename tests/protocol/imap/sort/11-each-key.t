# All keys of RFC 5256 and RFC 5957, and REVERSE of each.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: Zoe <ann@b.org>\nTo: m@x\nCc: z@x\nSubject: one\nDate: 2 Jan 2020 10:00:00 +0000\n\nlong long long long long long long long long long long long long long long long long long long long \n
TEXT INBOX From: Ann <zoe@a.org>\nTo: Z <b@x>\nSubject: two\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX From: mia@c.org\nTo: a@x, z@x\nCc: c@x\nSubject: three\nDate: 1 Jan 2020 10:00:00 +0000\n\nmiddle\n
C: s SELECT INBOX
S... s OK *
C: b SORT (ARRIVAL) UTF-8 ALL
S: * SORT 1 2 3
S: b OK Sort completed.
C: c SORT (CC) UTF-8 ALL
S: * SORT 2 3 1
S: c OK Sort completed.
C: d SORT (DATE) UTF-8 ALL
S: * SORT 3 1 2
S: d OK Sort completed.
C: e SORT (FROM) UTF-8 ALL
S: * SORT 1 3 2
S: e OK Sort completed.
C: f SORT (SIZE) UTF-8 ALL
S: * SORT 2 3 1
S: f OK Sort completed.
C: g SORT (SUBJECT) UTF-8 ALL
S: * SORT 1 3 2
S: g OK Sort completed.
C: h SORT (TO) UTF-8 ALL
S: * SORT 3 2 1
S: h OK Sort completed.
C: i SORT (REVERSE CC) UTF-8 ALL
S: * SORT 1 3 2
S: i OK Sort completed.
C: j SORT (REVERSE FROM) UTF-8 ALL
S: * SORT 2 3 1
S: j OK Sort completed.
C: k SORT (REVERSE SIZE) UTF-8 ALL
S: * SORT 1 3 2
S: k OK Sort completed.
C: l sort (reverse to) utf-8 all
S: * SORT 1 2 3
S: l OK Sort completed.
