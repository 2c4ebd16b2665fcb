# RFC 5267 3.3, E01: descending uids make no range.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: c\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
FLAGS INBOX 1 + $Junk
GONE INBOX 2
TEXT INBOX Subject: e\nDate: 5 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: E01 UID SORT RETURN () (REVERSE DATE) UTF-8 UNDELETED UNKEYWORD $Junk
S: * ESEARCH (TAG "E01") UID ALL 5,4,3
S: E01 OK Sort completed.
