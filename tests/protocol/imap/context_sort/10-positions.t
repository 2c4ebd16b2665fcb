# ADDTO and REMOVEFROM name positions of the order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b UID SORT RETURN (UPDATE ALL) (SUBJECT) UTF-8 UNDELETED
S: * ESEARCH (TAG "b") UID ALL 2,1,3
S: b OK Sort completed, will notify.
TEXT INBOX Subject: a\n\nx\n
TEXT INBOX Subject: e\n\nx\n
TEXT INBOX Subject: g\n\nx\n
C: c NOOP
S: * 6 EXISTS
S: * 6 RECENT
S: * ESEARCH (TAG "b") UID ADDTO (1 4 4 5 6 6)
S: c OK NOOP completed.
FLAGS INBOX 1 + \Deleted
GONE INBOX 2
C: d NOOP
S: * ESEARCH (TAG "b") UID REMOVEFROM (2 2)
S: * 2 EXPUNGE
S: * 1 FETCH (FLAGS (\Deleted \Recent))
S: * ESEARCH (TAG "b") UID REMOVEFROM (2 1)
S: d OK NOOP completed.
