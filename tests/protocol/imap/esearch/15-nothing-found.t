# Nothing found: no MIN, MAX and ALL, but a response and a COUNT of 0.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b SEARCH RETURN (MIN MAX ALL) DELETED
S: * ESEARCH (TAG "b")
S: b OK Search completed.
C: c SEARCH RETURN (MIN MAX COUNT ALL) DELETED
S: * ESEARCH (TAG "c") COUNT 0
S: c OK Search completed.
C: d UID SEARCH RETURN () DELETED
S: * ESEARCH (TAG "d") UID
S: d OK Search completed.
