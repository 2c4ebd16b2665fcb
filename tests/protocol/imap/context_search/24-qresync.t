# With VANISHED.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE QRESYNC
S... e OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "b") UID
S: b OK Search completed, will notify.
GONE INBOX 2
C: c NOOP
S: * ESEARCH (TAG "b") UID REMOVEFROM (0 2)
S: * VANISHED 2
S~ c OK *
