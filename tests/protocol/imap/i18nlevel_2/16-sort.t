# RFC 5255 4.6: the example, (4) (2) (3) (1); also as REVERSE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: =?utf-8?B?0MDQvdC00YDQtdC5?=\n\nx\n
TEXT INBOX Subject: =?utf-8?B?0YHQldCg0JPQldCZ?=\n\nx\n
TEXT INBOX Subject: =?utf-8?B?0JLQsNGB0LjQu9C4/7k=?=\n\nx\n
TEXT INBOX Subject: =?koi8-r?B?4czFy9PFyg==?=\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (SUBJECT) UTF-8 ALL
S: * SORT 4 2 3 1
S: b OK Sort completed.
C: c SORT (REVERSE SUBJECT) UTF-8 ALL
S: * SORT 1 3 2 4
S: c OK Sort completed.
