# No MIN, MAX and ALL.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: c\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT RETURN (MIN MAX ALL COUNT) (SUBJECT) UTF-8 DELETED
S: * ESEARCH (TAG "b") COUNT 0
S: b OK Sort completed.
C: c UID SORT RETURN () (SUBJECT) UTF-8 DELETED
S: * ESEARCH (TAG "c") UID
S: c OK Sort completed.
