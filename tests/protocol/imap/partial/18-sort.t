# A window on what is sorted.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: c\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT RETURN (PARTIAL 1:2) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "b") PARTIAL (1:2 4,3)
S: b OK Sort completed.
C: c UID SORT RETURN (PARTIAL -1:-2 COUNT) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "c") UID COUNT 4 PARTIAL (-1:-2 2,1)
S: c OK Sort completed.
