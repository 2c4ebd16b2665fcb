# SORT tells numbers.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT RETURN (UPDATE ALL) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "b") ALL 2,1,3
S: b OK Sort completed, will notify.
GONE INBOX 1
TEXT INBOX Subject: a\n\nx\n
C: c NOOP
S: * ESEARCH (TAG "b") REMOVEFROM (2 1)
S: * 1 EXPUNGE
S: * 3 EXISTS
S: * 3 RECENT
S: * ESEARCH (TAG "b") ADDTO (1 3)
S: c OK NOOP completed.
