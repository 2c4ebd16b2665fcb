# RFC 5267 4.4: windows, and updates of all.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b UID SORT RETURN (UPDATE PARTIAL 1:2) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "b") UID PARTIAL (1:2 2,1)
S: b OK Sort completed, will notify.
C: c UID SORT RETURN (PARTIAL 3:4) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "c") UID PARTIAL (3:4 3)
S: c OK Sort completed.
C: d UID SORT RETURN (PARTIAL 4:5 CONTEXT) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "d") UID PARTIAL (4:5 NIL)
S: d OK Sort completed.
GONE INBOX 3
C: e NOOP
S: * ESEARCH (TAG "b") UID REMOVEFROM (3 3)
S: * 3 EXPUNGE
S: e OK NOOP completed.
