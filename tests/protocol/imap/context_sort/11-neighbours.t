# What stands together is told together: (1 2731:2733) of RFC 5267 4.3.3.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: C01 UID SORT RETURN (UPDATE ALL) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "C01") UID ALL 2,1,3
S: C01 OK Sort completed, will notify.
TEXT INBOX Subject: a\n\nx\n
TEXT INBOX Subject: a\n\nx\n
TEXT INBOX Subject: a\n\nx\n
C: c NOOP
S: * 6 EXISTS
S: * 6 RECENT
S: * ESEARCH (TAG "C01") UID ADDTO (1 4:6)
S: c OK NOOP completed.
GONE INBOX 5
GONE INBOX 6
GONE INBOX 2
C: d NOOP
S: * ESEARCH (TAG "C01") UID REMOVEFROM (2 5:6,2)
S: * 2 EXPUNGE
S: * 4 EXPUNGE
S: * 4 EXPUNGE
S: d OK NOOP completed.
