# What is equal stands in the order of the mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: a\n\nx\n
TEXT INBOX Subject: a\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b UID SORT RETURN (UPDATE ALL) (REVERSE SUBJECT) UTF-8 UNSEEN
S: * ESEARCH (TAG "b") UID ALL 1:2
S: b OK Sort completed, will notify.
TEXT INBOX Subject: a\n\nx\n
FLAGS INBOX 1 + \Seen
C: c NOOP
S: * 1 FETCH (FLAGS (\Seen \Recent))
S: * 3 EXISTS
S: * 3 RECENT
S: * ESEARCH (TAG "b") UID REMOVEFROM (1 1) ADDTO (2 3)
S: c OK NOOP completed.
FLAGS INBOX 1 - \Seen
C: d NOOP
S: * 1 FETCH (FLAGS (\Recent))
S: * ESEARCH (TAG "b") UID ADDTO (1 1)
S: d OK NOOP completed.
