# RFC 5256 2.2: zones count; without a date INTERNALDATE does, which is of 2023 here.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\nDate: 31 Dec 2000 16:01:33 -0800\n\nx\n
TEXT INBOX Subject: b\nDate: 1 Jan 2001 00:01:32 +0000\n\nx\n
TEXT INBOX Subject: c\n\nx\n
TEXT INBOX Subject: d\nDate: nonsense\n\nx\n
TEXT INBOX Subject: e\nDate: 1 Jan 2030 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 1 Jan 2001 00:01:33 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT (DATE) UTF-8 ALL
S: * SORT 2 1 6 3 4 5
S: b OK Sort completed.
