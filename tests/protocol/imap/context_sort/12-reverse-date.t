# By date, the newest first, as a mail program shows it; with COUNT.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: f\nDate: 6 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: B02 UID SORT RETURN (UPDATE COUNT) (REVERSE DATE) UTF-8 UNSEEN
S: * ESEARCH (TAG "B02") UID COUNT 3
S: B02 OK Sort completed, will notify.
TEXT INBOX Subject: new\nDate: 9 Jan 2020 10:00:00 +0000\n\nx\n
FLAGS INBOX 3 + \Seen
C: c NOOP
S: * 3 FETCH (FLAGS (\Seen \Recent))
S: * 4 EXISTS
S: * 4 RECENT
S: * ESEARCH (TAG "B02") UID REMOVEFROM (1 3) ADDTO (1 4)
S: c OK NOOP completed.
