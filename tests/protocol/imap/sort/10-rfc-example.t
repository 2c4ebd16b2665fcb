# RFC 5256 3: A282, A283, A284.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: [list] b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: Re: a\nDate: 5 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a (fwd)\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: [fwd: a]\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: A282 SORT (SUBJECT) UTF-8 SINCE 1-Feb-1994
S: * SORT 2 3 4 5 1
S: A282 OK Sort completed.
C: A283 SORT (SUBJECT REVERSE DATE) UTF-8 ALL
S: * SORT 5 3 4 2 1
S: A283 OK Sort completed.
C: A284 SORT (SUBJECT) US-ASCII TEXT "not in mailbox"
S: * SORT
S: A284 OK Sort completed.
