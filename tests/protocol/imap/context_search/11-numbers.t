# With numbers: REMOVEFROM before EXPUNGE, ADDTO behind EXISTS.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (UPDATE ALL) UNSEEN
S: * ESEARCH (TAG "b") ALL 1:3
S: b OK Search completed, will notify.
GONE INBOX 2
TEXT INBOX Subject: new\n\nx\n
SEEN INBOX Subject: seen\n\n
C: c NOOP
S: * ESEARCH (TAG "b") REMOVEFROM (0 2)
S: * 2 EXPUNGE
S: * 4 EXISTS
S: * 4 RECENT
S: * ESEARCH (TAG "b") ADDTO (0 3)
S: c OK NOOP completed.
