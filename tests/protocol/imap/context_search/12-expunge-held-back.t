# What is gone leaves the result at once, its number stays (RFC 5267 A.3).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (UPDATE) ALL
S: * ESEARCH (TAG "b")
S: b OK Search completed, will notify.
GONE INBOX 2
C: c FETCH 3 UID
S: * 3 FETCH (UID 3)
S: * ESEARCH (TAG "b") REMOVEFROM (0 2)
S~ c OK *
GONE INBOX 3
C: d FETCH 1 UID
S: * 1 FETCH (UID 1)
S: * ESEARCH (TAG "b") REMOVEFROM (0 3)
S~ d OK *
C: e NOOP
S: * 2 EXPUNGE
S: * 2 EXPUNGE
S: e OK NOOP completed.
