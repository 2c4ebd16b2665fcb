# What this session does itself counts, too.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 3
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE) UNSEEN
S: * ESEARCH (TAG "b") UID
S: b OK Search completed, will notify.
C: c STORE 1:2 +FLAGS.SILENT (\Seen)
S: * ESEARCH (TAG "b") UID REMOVEFROM (0 1:2)
S~ c OK *
C: d FETCH 3 BODY[TEXT]
S... * ESEARCH (TAG "b") UID REMOVEFROM (0 3)
S~ d OK *
