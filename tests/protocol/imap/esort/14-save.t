# RFC 5182: the result is kept, whatever its order; MIN keeps the first in order.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX Subject: d\nDate: 1 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: c\nDate: 2 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: b\nDate: 3 Jan 2020 10:00:00 +0000\n\nx\n
TEXT INBOX Subject: a\nDate: 4 Jan 2020 10:00:00 +0000\n\nx\n
C: s SELECT INBOX
S... s OK *
C: b SORT RETURN (SAVE) (REVERSE DATE) UTF-8 SUBJECT c
S: b OK Sort completed, result saved.
C: c FETCH $ UID
S: * 2 FETCH (UID 2)
S~ c OK *
C: d SORT RETURN (SAVE MIN) (REVERSE DATE) UTF-8 ALL
S: * ESEARCH (TAG "d") MIN 4
S: d OK Sort completed, result saved.
C: e FETCH $ UID
S: * 4 FETCH (UID 4)
S~ e OK *
C: f SORT RETURN (SAVE MIN MAX) (SUBJECT) UTF-8 ALL
S: * ESEARCH (TAG "f") MIN 4 MAX 1
S: f OK Sort completed, result saved.
C: g SEARCH $
S: * SEARCH 1 4
S: g OK Search completed.
C: h SORT RETURN (SAVE) (DATE) X-UNKNOWN ALL
S~ h NO *
C: i SEARCH $
S: * SEARCH
S: i OK Search completed.
