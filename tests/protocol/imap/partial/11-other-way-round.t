# 500:400 is 400:500, and told as written.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (PARTIAL 4:2) ALL
S: * ESEARCH (TAG "b") PARTIAL (4:2 2:4)
S: b OK Search completed.
C: c SEARCH RETURN (PARTIAL -4:-2) ALL
S: * ESEARCH (TAG "c") PARTIAL (-4:-2 2:4)
S: c OK Search completed.
C: d SEARCH RETURN (PARTIAL -6:-9) ALL
S: * ESEARCH (TAG "d") PARTIAL (-6:-9 NIL)
S: d OK Search completed.
C: e SEARCH RETURN (PARTIAL -4:-9) ALL
S: * ESEARCH (TAG "e") PARTIAL (-4:-9 1:2)
S: e OK Search completed.
