# OLDER and YOUNGER move with the time.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C! x1 APPEND INBOX {17+}\r\nSubject: a\r\n\r\nx\r\n\r\n
S... x1 OK *
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE ALL) OLDER 60
S: * ESEARCH (TAG "b") UID
S: b OK Search completed, will notify.
C: c UID SEARCH RETURN (UPDATE ALL) YOUNGER 60
S: * ESEARCH (TAG "c") UID ALL 1
S: c OK Search completed, will notify.
CLOCK +2m
C: d NOOP
S: * ESEARCH (TAG "b") UID ADDTO (0 1)
S: * ESEARCH (TAG "c") UID REMOVEFROM (0 1)
S: d OK NOOP completed.
C: e NOOP
S: e OK NOOP completed.
