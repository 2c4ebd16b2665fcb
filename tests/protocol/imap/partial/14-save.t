# RFC 9394 3.2, table 1.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 6
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (SAVE PARTIAL 2:3) ALL
S: * ESEARCH (TAG "b") PARTIAL (2:3 2:3)
S: b OK Search completed, result saved.
C: b2 SEARCH $
S: * SEARCH 2 3
S: b2 OK Search completed.
C: c SEARCH RETURN (SAVE PARTIAL 2:3 MIN) ALL
S: * ESEARCH (TAG "c") MIN 1 PARTIAL (2:3 2:3)
S: c OK Search completed, result saved.
C: c2 SEARCH $
S: * SEARCH 1 2 3
S: c2 OK Search completed.
C: d SEARCH RETURN (SAVE PARTIAL 2:3 MAX) ALL
S: * ESEARCH (TAG "d") MAX 6 PARTIAL (2:3 2:3)
S: d OK Search completed, result saved.
C: d2 SEARCH $
S: * SEARCH 2 3 6
S: d2 OK Search completed.
C: e SEARCH RETURN (SAVE PARTIAL 1:3 MIN MAX) ALL
S: * ESEARCH (TAG "e") MIN 1 MAX 6 PARTIAL (1:3 1:3)
S: e OK Search completed, result saved.
C: e2 SEARCH $
S: * SEARCH 1 2 3 6
S: e2 OK Search completed.
C: f SEARCH RETURN (SAVE PARTIAL 2:3 COUNT) ALL
S: * ESEARCH (TAG "f") COUNT 6 PARTIAL (2:3 2:3)
S: f OK Search completed, result saved.
C: f2 SEARCH $
S: * SEARCH 1 2 3 4 5 6
S: f2 OK Search completed.
C: g SEARCH RETURN (SAVE PARTIAL -1:-2) ALL
S: * ESEARCH (TAG "g") PARTIAL (-1:-2 5:6)
S: g OK Search completed, result saved.
C: g2 SEARCH $
S: * SEARCH 5 6
S: g2 OK Search completed.
C: h SEARCH RETURN (SAVE PARTIAL 8:9 MIN) ALL
S: * ESEARCH (TAG "h") MIN 1 PARTIAL (8:9 NIL)
S: h OK Search completed, result saved.
C: h2 SEARCH $
S: * SEARCH 1
S: h2 OK Search completed.
