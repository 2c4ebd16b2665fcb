# What is equal keeps the order of the mailbox, also with REVERSE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: s\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: Re: S\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: s\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (SUBJECT) UTF-8 ALL
S: * SORT 1 2 3
S: b OK Sort completed.
C: c SORT (REVERSE SUBJECT) UTF-8 ALL
S: * SORT 1 2 3
S: c OK Sort completed.
C: d SORT (REVERSE DATE) UTF-8 ALL
S: * SORT 1 3 2
S: d OK Sort completed.
C: e SORT (SUBJECT REVERSE DATE REVERSE ARRIVAL) UTF-8 ALL
S: * SORT 1 3 2
S: e OK Sort completed.
