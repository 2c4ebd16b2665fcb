# MIN and MAX are the first and the last in order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: c\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT RETURN (MIN MAX COUNT ALL) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "b") MIN 4 MAX 1 COUNT 4 ALL 4,3,2,1
S: b OK Sort completed.
C: c SORT RETURN (MIN) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "c") MIN 1
S: c OK Sort completed.
C: d SORT RETURN (ALL) (DATE) UTF-8 ALL
S: * ESEARCH (TAG "d") ALL 1:4
S: d OK Sort completed.
