# Beside MIN, MAX and COUNT.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (PARTIAL 2:3 MIN MAX COUNT) ALL
S: * ESEARCH (TAG "b") MIN 1 MAX 5 COUNT 5 PARTIAL (2:3 2:3)
S: b OK Search completed.
C: c SEARCH RETURN (MIN PARTIAL 2:3) ALL
S: * ESEARCH (TAG "c") MIN 1 PARTIAL (2:3 2:3)
S: c OK Search completed.
C: d SEARCH RETURN (COUNT PARTIAL 1:1) DELETED
S: * ESEARCH (TAG "d") COUNT 0 PARTIAL (1:1 NIL)
S: d OK Search completed.
