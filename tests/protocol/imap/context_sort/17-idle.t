# In IDLE, from another session.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b UID SORT RETURN (UPDATE) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "b") UID
S: b OK Sort completed, will notify.
C: c IDLE
S: + idling
TEXT INBOX Subject: e\n\nx\n
S: * 4 EXISTS
S: * 4 RECENT
S: * ESEARCH (TAG "b") UID ADDTO (3 4)
GONE INBOX 2
S: * ESEARCH (TAG "b") UID REMOVEFROM (1 2)
S: * 2 EXPUNGE
C: DONE
S: c OK Idle completed.
